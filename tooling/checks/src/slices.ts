import path from "node:path";
import { isTestFile, type Check, type Finding, type Tree } from "./tree.ts";

/** The features of Stead: the folder names that a newcomer finds again in every layer. */
const features = [
  "access",
  "agency",
  "arrears",
  "audit",
  "billing",
  "bulk",
  "caching",
  "collecting",
  "contacts",
  "dashboard",
  "deposits",
  "desk",
  "disbursements",
  "disputes",
  "documents",
  "exports",
  "files",
  "imports",
  "inbound",
  "jobs",
  "leases",
  "ledger",
  "live",
  "messages",
  "notifications",
  "payments",
  "plans",
  "portal",
  "portfolio",
  "queues",
  "rails",
  "reconciliation",
  "reports",
  "statements",
] as const;

/** Names that say nothing; a thing goes where its subject lives. */
const emptyNames = /(^|[/.-])(utils?|helpers?|common|shared|misc|v2)([/.-]|$)/;

/** Files that others named. */
const foreignFiles = /(^|\/)fixtures\//;

const verbs = `
  accept act activate add adjust allocate amend analyse apply approve archive ask assess assign bill book cancel change charge
  check choose claim close complete compute confirm convert copy count create credit deactivate define delete describe
  detect draft edit end estimate explain export fail find finish fold follow forfeit get give grant hold import
  insert invite issue link list load lock look make map mark match merge move notify open parse pay plan post present preview
  project prorate prove pull rank read rebuild receive reconcile record recount recover refund release remind request
  remove rename renew reopen reset resolve restore resume retry return reverse review revoke run save
  schedule search send serve set settle show split spread start stop store suggest summarise sweep tabulate tell
  transfer undo unlink update upload validate void waive withdraw withhold write
`
  .trim()
  .split(/\s+/);
const verbFile = new RegExp(`^(${verbs.join("|")})-[a-z0-9]+(-[a-z0-9]+)*$`);
const kebab = /^[a-z0-9]+(-[a-z0-9]+)*$/;

/** Beside its verbs, a slice of the services may hold these and nothing else. */
const sliceNouns = new Set(["index", "rules", "rows", "queries", "dto", "posting", "accounts"]);

type Vocabulary = {
  /** Matches a path; the groups are `folder` (a feature) and `name` (the file without its ending). */
  place: RegExp;
  /** Folders that are no feature, each for a reason of the layer. */
  otherFolders?: readonly string[];
  accepts: (name: string, folder: string) => boolean;
  expected: string;
};

/** Each report is a file of its own, by its name. */
const isReport = (folder: string, name: string) =>
  folder === "reports" && /^definitions\/[a-z]+(-[a-z]+)*$/.test(name);

const anyKebab = (name: string) => kebab.test(name);
const isFeature = (name: string) => (features as readonly string[]).includes(name);

const vocabularies: Vocabulary[] = [
  {
    place: /^packages\/services\/src\/(?<folder>[^/]+)\/(?<name>.+)\.ts$/,
    // What every verb stands on: the context, permissions, audit, numbers, idempotency.
    otherFolders: ["context"],
    accepts: (name, folder) =>
      folder === "context"
        ? kebab.test(name)
        : verbFile.test(name) || sliceNouns.has(name) || isReport(folder, name),
    expected: `a verb (${verbs.slice(0, 3).join("-x, ")}-x, ...) or one of ${[...sliceNouns].join(", ")}`,
  },
  {
    place: /^packages\/contracts\/src\/(?<name>.+)\.ts$/,
    accepts: (name) =>
      isFeature(name) ||
      ["fields", "kept-answers", "lists", "permissions", "rail-accounts", "wording"].includes(name),
    expected: "a feature's name, or fields, kept-answers, lists, permissions, rail-accounts, wording",
  },
  {
    place: /^packages\/queue\/src\/jobs\/(?<name>.+)\.ts$/,
    accepts: (name) => isFeature(name) || name === "index",
    expected: "a feature's name",
  },
  {
    place: /^packages\/db\/prisma\/models\/(?<name>.+)\.prisma$/,
    accepts: (name) => isFeature(name) || ["directory", "figures", "trace", "work"].includes(name),
    expected: "a feature's name, or directory, figures, trace, work",
  },
  {
    place: /^packages\/db\/sql\/(?<folder>[^/]+)\/(?<name>.+)\.sql$/,
    accepts: anyKebab,
    expected: "a kebab-case name",
  },
  {
    place: /^apps\/api\/src\/features\/(?<folder>[^/]+)\/(?<name>.+)\.ts$/,
    // `router.ts`, and its parts where a feature has several subjects.
    accepts: anyKebab,
    expected: "a kebab-case name",
  },
  {
    place: /^apps\/worker\/src\/processors\/(?<folder>[^/]+)\/(?<name>.+)\.ts$/,
    accepts: (name) => verbFile.test(name),
    expected: "a verb: the job's name",
  },
  {
    place: /^apps\/web\/features\/(?<folder>[^/]+)\/(?<name>.+)\.tsx?$/,
    // The frame around every signed-in page.
    otherFolders: ["frame"],
    accepts: anyKebab,
    expected: "a kebab-case name",
  },
];

function checkPlace(file: string, { place, otherFolders = [], accepts, expected }: Vocabulary): Finding[] {
  const groups = place.exec(file)?.groups;
  if (groups === undefined) return [];
  const { folder, name = "" } = groups;
  if (folder !== undefined && !isFeature(folder) && !otherFolders.includes(folder)) {
    return [{ file, message: `"${folder}" is no feature (${features.join(", ")})` }];
  }
  if (isTestFile(file) ? anyKebab(name.replace(/\.test$/, "")) : accepts(name, folder ?? "")) return [];
  return [{ file, message: `"${path.basename(name)}" is outside the vocabulary: expected ${expected}` }];
}

function findForeignNames(tree: Tree): Finding[] {
  return tree.paths.flatMap((file) => [
    ...vocabularies.flatMap((vocabulary) => checkPlace(file, vocabulary)),
    ...(emptyNames.test(file) && !foreignFiles.test(file)
      ? [{ file, message: "the name says nothing of its subject" }]
      : []),
  ]);
}

export const slices: Check = { title: "slices keep to the vocabulary of names", run: findForeignNames };
