import { spawnSync } from "node:child_process";
import path from "node:path";
import { isTestFile, type Check, type Finding, type Tree } from "./tree.ts";

const maxFileLines = 400;
const wideFileLines = 220;
const config = path.join(import.meta.dirname, "../function-length.oxlint.json");
const oxlint = path.join(import.meta.dirname, "../../../node_modules/.bin/oxlint");

export type SizeReport = {
  files: number;
  medianLines: number;
  p90Lines: number;
  /** `path: lines`, longest first. */
  wideFiles: { file: string; lines: number }[];
  /** `path:line message` of functions that are longer than the configured length. */
  longFunctions: string[];
};

type LintOutput = {
  diagnostics: { message: string; filename: string; labels: { span: { line: number } }[] }[];
};

function findLongFunctions(tree: Tree, sources: readonly string[]): string[] {
  if (sources.length === 0) return [];
  const linted = spawnSync(oxlint, ["-c", config, "-f", "json", ...sources], {
    cwd: tree.root,
    encoding: "utf8",
  });
  const { diagnostics } = JSON.parse(linted.stdout) as LintOutput;
  return diagnostics
    .map(
      ({ filename, labels, message }) =>
        `${filename}:${labels[0]?.span.line ?? 0} ${message.replace(/[.] .*$/, "")}`,
    )
    .toSorted();
}

/** Counts what people have to read: sources, without what a tool wrote. */
export function measureSizes(tree: Tree): SizeReport {
  const sources = tree.paths.filter((file) => /\.(ts|tsx|mjs)$/.test(file));
  const lines = sources
    .map((file) => ({ file, lines: tree.read(file).trimEnd().split("\n").length }))
    .toSorted((left, right) => right.lines - left.lines);
  const at = (share: number) => lines[Math.floor((1 - share) * lines.length)]?.lines ?? 0;
  return {
    files: lines.length,
    medianLines: at(0.5),
    p90Lines: at(0.9),
    wideFiles: lines.filter((entry) => entry.lines > wideFileLines),
    longFunctions: findLongFunctions(
      tree,
      sources.filter((file) => !isTestFile(file)),
    ),
  };
}

/** The report in words, for the output of the check. */
export function describeSizes(report: SizeReport): string[] {
  return [
    `${report.files} files, median ${report.medianLines} lines, p90 ${report.p90Lines}`,
    ...report.wideFiles.map(({ file, lines }) => `over ${wideFileLines} lines: ${file} (${lines})`),
    ...report.longFunctions.map((found) => `long function: ${found}`),
  ];
}

function findOversized(tree: Tree): Finding[] {
  return measureSizes(tree)
    .wideFiles.filter(({ lines }) => lines > maxFileLines)
    .map(({ file, lines }) => ({ file, message: `${lines} lines; the limit is ${maxFileLines}` }));
}

export const sizes: Check = { title: `no file over ${maxFileLines} lines`, run: findOversized };
