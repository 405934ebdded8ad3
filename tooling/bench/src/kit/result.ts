import { spawnSync } from "node:child_process";
import type { Bound } from "./interval.ts";
import type { Outcome } from "./paired.ts";

type Verdict = "met" | "missed" | "open" | "void" | "told";

/** One row: what was measured against what, what came out, and whether that is what is wanted. */
export type Result = { what: string; baseline: string; figure: string; goal: string; verdict: Verdict };

/** Writes a line of the result. */
export function tell(line: string): void {
  process.stdout.write(`${line}\n`);
}

function commitNow(): string {
  const git = (...words: string[]) => spawnSync("git", words, { encoding: "utf8" }).stdout.trim();
  const changed = git("status", "--porcelain", "--untracked-files=no");
  return `${git("rev-parse", "--short", "HEAD")}${changed === "" ? "" : " and changes"}`;
}

/** The one way in which subjects print what they found. A goal that is not met makes the process end with 1. */
export function tellResults(results: readonly Result[]): void {
  const commit = commitNow();
  const date = Temporal.Now.plainDateISO().toString();
  tell("| what | baseline | figure | goal | verdict | commit | date |");
  tell("|---|---|---|---|---|---|---|");
  for (const { what, baseline, figure, goal, verdict } of results)
    tell(
      `| ${what} | ${baseline} | ${figure} | ${goal} | ${verdict === "told" ? "" : verdict} | ${commit} | ${date} |`,
    );
  const isMissed = results.some(({ verdict }) => verdict !== "met" && verdict !== "told");
  process.exitCode = isMissed ? 1 : (process.exitCode ?? 0);
}

/** A goal as a row says it. */
function boundText(bound: Bound | undefined): string {
  if (bound === undefined) return "";
  const times = (value: number) => `${Number(value.toFixed(3))}x`;
  return "atMost" in bound ? `at most ${times(bound.atMost)}` : `at least ${times(bound.atLeast)}`;
}

/** The rows of a comparison; `show` names a figure and says its unit, and leaves out what it answers nothing for. */
export function resultsOf<F extends string>(
  { rows, medians, rounds }: Outcome<F>,
  baseline: string,
  show: Readonly<Partial<Record<F, (value: number) => string>>>,
): Result[] {
  return rows.flatMap(({ name, figure, ratio, low, high, goal, verdict }) => {
    const text = show[figure];
    if (text === undefined) return [];
    const value = medians.get(name.endsWith("(A/A)") ? baseline : name)?.[figure] ?? 0;
    const interval = `${ratio.toFixed(2)}x (${low.toFixed(2)} to ${high.toFixed(2)})`;
    return {
      what: `${name}, ${text(value)}`,
      baseline: `${baseline}, ${text(medians.get(baseline)?.[figure] ?? 0)}, ${rounds} rounds`,
      figure: interval,
      goal: boundText(goal),
      verdict,
    };
  });
}
