import { spawnSync } from "node:child_process";

const counter = "valgrind";
/** The same run to the instruction: no other thread, no seed of chance. */
const steady = ["--predictable", "--single-threaded", "--hash-seed=1", "--random-seed=1"];
const tool = ["--tool=callgrind", "--callgrind-out-file=/dev/null", "--smc-check=all-non-file"];

/** What this machine lacks for counting instructions; undefined when nothing is missing. */
export function lackOfCounter(): string | undefined {
  if (spawnSync(counter, ["--version"]).status === 0) return undefined;
  return `${counter} is not installed, so no instructions are counted: apt-get install ${counter}`;
}

function instructionsOf(file: string, words: readonly string[]): number {
  const { stderr } = spawnSync(counter, [...tool, process.execPath, ...steady, file, ...words]);
  const found = /Collected : (\d+)/.exec(stderr.toString());
  if (found === null) throw new Error(`${file} ${words.join(" ")} was not counted:\n${stderr.toString()}`);
  return Number(found[1]);
}

/**
 * Instructions of one more call. The script takes its words and then a number of calls, which it makes after a warm-up of
 * its own (`warmCalls` at least); what start and warm-up cost is in both counts. Repeats to about one in a million.
 */
export function slopeOf(file: string, words: readonly string[], calls: number): number {
  const count = (times: number) => instructionsOf(file, [...words, String(times)]);
  return (count(2 * calls) - count(calls)) / calls;
}

/** Calls before anything is counted: by then what is called often is compiled. */
export const warmCalls = 8_000;
