import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";

/** The project's own files: what git tracks or would track, never what it ignores. */
export type Tree = {
  root: string;
  /** Paths from the root, with `/`, sorted. */
  paths: readonly string[];
  read: (file: string) => string;
};

/** One broken rule. There is no list of exceptions: a finding is mended, or the rule is changed for all. */
export type Finding = { file: string; line?: number; message: string };

export type Check = {
  /** What the check holds, in a few words; shown beside its result. */
  title: string;
  run: (tree: Tree) => Finding[] | Promise<Finding[]>;
};

/** Reads the list of files below `root`, which must be a git work tree. */
export function openTree(root: string): Tree {
  const listed = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
    cwd: root,
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  const paths = [...new Set(listed.split("\0"))]
    .filter((file) => file !== "" && existsSync(path.join(root, file)))
    .toSorted();
  const texts = new Map<string, string>();
  return {
    root,
    paths,
    read: (file) => {
      const known = texts.get(file);
      if (known !== undefined) return known;
      const text = readFileSync(path.join(root, file), "utf8");
      texts.set(file, text);
      return text;
    },
  };
}

/** The lines of a file that match, as findings. */
export function matchLines(tree: Tree, file: string, pattern: RegExp, message: string): Finding[] {
  return tree
    .read(file)
    .split("\n")
    .flatMap((text, index) => (pattern.test(text) ? [{ file, line: index + 1, message }] : []));
}

/** True for what only tests run: `x.test.ts`, the `test-x.ts` that they stand on, journeys, the runner's settings. */
export function isTestFile(file: string): boolean {
  return /\.test\.tsx?$|\/test-[^/]+\.ts$|(^|\/)e2e\/|(^|\/)(vitest\.(config|setup)|playwright\.config)\.ts$/.test(
    file,
  );
}
