import { spawnSync } from "node:child_process";
import path from "node:path";
import { z } from "zod";
import { subjectNames } from "./cache-hit-case.ts";
import { medianOf } from "./statistics.ts";

/**
 * What a hit in process costs: instructions by valgrind where it is installed, and CPU side by side in pairs. The
 * baseline is `await lru.get(key)`, the least that a reader of any asynchronous cache pays.
 * Counting takes about two minutes a subject; `cpu` leaves it out.
 *   npx pnpm --filter @stead/bench cache-hit [pairs] [all | cpu] [subject ...]
 */
const [pairsGiven = "6", how = "all", ...chosen] = process.argv.slice(2);
const pairs = Number(pairsGiven);
const file = path.join(import.meta.dirname, "cache-hit-case.ts");
const baseline = "lru-cache";
const goal = 2;
const tell = (line: string) => process.stdout.write(`${line}\n`);

const counter = "valgrind";
const hasCounter = spawnSync(counter, ["--version"]).status === 0;
/** The same run to the instruction: no other thread, no seed of chance. */
const steady = ["--predictable", "--single-threaded", "--hash-seed=1", "--random-seed=1"];

function countInstructions(name: string, reads: number): number {
  const tool = ["--tool=callgrind", "--callgrind-out-file=/dev/null", "--smc-check=all-non-file"];
  const { stderr } = spawnSync(counter, [...tool, process.execPath, ...steady, file, name, String(reads)]);
  const found = /Collected : (\d+)/.exec(stderr.toString());
  if (found === null) throw new Error(`${name} was not counted:\n${stderr.toString()}`);
  return Number(found[1]);
}

/** What one more read costs: what start and warm-up cost is in both counts. */
function slopeOf(name: string): number {
  const reads = 40_000;
  return (countInstructions(name, 2 * reads) - countInstructions(name, reads)) / reads;
}

const Told = z.object({ cpuMicros: z.number() });

function cpuOf(name: string): number {
  const { stdout, stderr } = spawnSync(process.execPath, [file, name, "300000"]);
  const told = Told.safeParse(JSON.parse(stdout.toString() || "null"));
  if (!told.success) throw new Error(`${name} told nothing:\n${stderr.toString()}`);
  return told.data.cpuMicros;
}

/** CPU of the baseline and of a subject, one after the other in changing order; the middle of the ratios. */
function ratioOf(name: string): number {
  const ratios: number[] = [];
  for (let at = 0; at < pairs; at++) {
    const order = at % 2 === 0 ? [baseline, name] : [name, baseline];
    const [one = 0, two = 0] = order.map(cpuOf);
    ratios.push(at % 2 === 0 ? two / one : one / two);
  }
  return medianOf(ratios);
}

const base = hasCounter && how === "all" ? slopeOf(baseline) : undefined;
if (base === undefined) tell("CPU alone: valgrind is not installed, or was left out");
for (const name of chosen.length === 0 ? subjectNames : chosen) {
  const count = base === undefined ? undefined : slopeOf(name);
  const counted =
    count === undefined || base === undefined
      ? ""
      : `${count.toFixed(0)} instructions, ${(count / base).toFixed(2)} of the baseline; `;
  const cpu = ratioOf(name);
  const isOurs = name.startsWith("@stead");
  const isReached = (count === undefined || base === undefined ? cpu : count / base) <= goal;
  const verdict = isOurs ? (isReached ? " ok" : " NOT REACHED") : "";
  const label = name === baseline ? `${name} (A/A)` : name;
  tell(`${label}: ${counted}${cpu.toFixed(2)} of its CPU${verdict}`);
}
