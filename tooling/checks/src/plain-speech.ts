import { matchLines, type Check, type Finding, type Tree } from "./tree.ts";

type Rule = { pattern: RegExp; message: string; except?: RegExp };

const rules: Rule[] = [
  {
    pattern: /(oxlint|eslint|oxfmt|prettier)-(disable|ignore)|@ts-(ignore|nocheck)|v8 ignore|istanbul ignore/,
    message: "no exception to a rule: mend the code, or change the rule for all",
  },
  {
    pattern: /@ts-expect-error/,
    except: /\.test\.tsx?$/,
    message: "an expected type error belongs in a test",
  },
  {
    pattern: /\b(test|it|describe)\.(skip|todo|only|fails)\b/,
    message: "a test runs, or is not there",
  },
  {
    pattern: /\b(TODO|FIXME|XXX|HACK)\b/,
    message: "no notes to self: do it, or write it down where work is planned",
  },
  {
    pattern: /(?<![\w.:/})-])\/(home|Users|root|work|workspace)\/[\w.-]+/,
    message: "names a path of somebody's machine",
  },
  {
    pattern: /\b[a-z0-9-]+\.(internal|corp|lan)\b(?!["']?\s*[:(=])/,
    message: "names a host of somebody's network",
  },
];

/** Texts that people write; data, locks and the licence are not ours to word. */
const spoken = /\.(ts|tsx|mjs|json|md|sql|prisma|css|ya?ml)$|(^|\/)\.ci\/run$/;
const notSpoken = /(^|\/)(pnpm-lock\.yaml|LICENSE)$|(^|\/)data\/|^tooling\/checks\/src\/plain-speech/;

function findLooseTalk(tree: Tree): Finding[] {
  return tree.paths
    .filter((file) => spoken.test(file) && !notSpoken.test(file))
    .flatMap((file) =>
      rules
        .filter((rule) => !rule.except?.test(file))
        .flatMap((rule) => matchLines(tree, file, rule.pattern, rule.message)),
    );
}

export const plainSpeech: Check = {
  title: "no exceptions, no loose ends, no machine's names",
  run: findLooseTalk,
};
