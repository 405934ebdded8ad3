import { expect, test } from "vitest";
import { keptProcedures } from "@stead/contracts/kept-answers";
import { permissions } from "@stead/contracts/permissions";
import { alwaysOpen } from "./trpc/always-open.ts";
import type { CacheRule } from "./trpc/cache-rules.ts";
import { appRouter } from "./trpc/app-router.ts";

type Definition = {
  type: string;
  meta?: { level?: string; permission?: string; tellsSecret?: true; cache?: CacheRule };
  output?: unknown;
  inputs: unknown[];
};

const procedures = Object.entries(appRouter._def.procedures).map(([path, procedure]) => {
  const definition: unknown = Reflect.get(procedure, "_def");
  return { path, ...(definition as Definition) };
});

test("there are procedures of every feature", () => {
  const features = new Set(procedures.map(({ path }) => path.split(".", 1).join()));
  expect([...features].toSorted((left, right) => left.localeCompare(right))).toEqual([
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
    "imports",
    "jobs",
    "leases",
    "ledger",
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
  ]);
  expect(procedures.length).toBeGreaterThan(90);
});

test.each(procedures)("$path says who may call it and what it answers", ({ meta, output }) => {
  expect(["public", "signedIn", "member", "tenant", "operator"]).toContain(meta?.level);
  expect(output).toBeDefined();
  const mayStand: readonly unknown[] = meta?.level === "member" ? permissions : [undefined];
  expect(mayStand).toContain(meta?.permission);
});

/** They make a file of what the caller may read, for the caller. */
const ownFiles = new Set(["reports.makeFiles", "reports.createLink"]);

test.each(procedures)("$path asks for a right that fits what it does", ({ path, type, meta }) => {
  if (meta?.level !== "member" || type !== "mutation") return;
  // One's own list and choices, which every member has.
  if (path.startsWith("notifications.")) return;
  // Draws what the person may read.
  if (path === "documents.open" || ownFiles.has(path)) return;
  expect(meta.permission).toMatch(/:write$/);
});

test("few calls are open to anybody", () => {
  expect(procedures.filter(({ meta }) => meta?.level === "public").map(({ path }) => path)).toEqual([
    "access.previewInvitation",
    "plans.offer",
  ]);
});

const kept = procedures.flatMap(({ meta, ...rest }) =>
  meta?.cache ? [{ ...rest, meta, rule: meta.cache }] : [],
);

test.each(kept)(
  "$path may be kept: it is read, tells no secret, and is alike for those who get it",
  (kept) => {
    const { type, meta, rule } = kept;
    expect([type, meta.tellsSecret]).toEqual(["query", undefined]);
    // A tenant's scope is not part of a tag, and what is public is looked up for nobody.
    expect(rule.scope === "public" ? ["public"] : ["member", "signedIn", "operator"]).toContain(meta.level);
  },
);

test("clients know what changes seldom, and ask for it alone", async () => {
  const slow = kept.filter(({ rule }) => rule.travels === "alone").map(({ path }) => `  "${path}",\n`);
  // Written anew by running this file with `--update`.
  await expect(
    `/** Queries that travel in a GET of their own, as their procedures declare; written by a test of the api. */
export const slowReads: ReadonlySet<string> = new Set([
${slow.toSorted().join("")}]);
`,
  ).toMatchFileSnapshot("../../../packages/client/src/slow-reads.ts");
});

test("what stays open to an agency that may only read is there, and changes something", () => {
  const known = new Map(procedures.map(({ path, type, meta }) => [path, [type, meta?.level]]));
  for (const path of alwaysOpen) expect([path, known.get(path)]).toEqual([path, ["mutation", "member"]]);
});

test.each(keptProcedures)("the answer of %s may stay in a browser", (path) => {
  const found = procedures.find((procedure) => procedure.path === path);
  expect(found?.type).toBe("query");
  expect(found?.meta?.tellsSecret).toBeUndefined();
  // Neither a tenant's, on whatever device, nor an operator's; nothing of people's access and doings.
  expect(path === "access.me" ? "member" : found?.meta?.level).toBe("member");
  expect([
    "members:read",
    "members:write",
    "api-keys:write",
    "audit:read",
    "rails:read",
    "agency:write",
  ]).not.toContain(found?.meta?.permission);
});
