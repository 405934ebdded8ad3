import { spawnSync } from "node:child_process";
import path from "node:path";
import { z } from "zod";
import { subjectNames } from "./cache-hit-case.ts";
import { lackOfCounter, slopeOf } from "./kit/instructions.ts";
import { runPaired, type Side } from "./kit/paired.ts";
import { resultsOf, tell, tellResults, type Result } from "./kit/result.ts";

/**
 * What a hit in process costs: instructions by valgrind where it is installed, and CPU side by side. The baseline is
 * `await lru.get(key)`, the least that a reader of any asynchronous cache pays.
 * Counting takes about a minute a subject; `cpu` leaves it out, and `count` leaves the CPU out.
 *   npx pnpm --filter @stead/bench cache-hit [most rounds] [all | cpu | count] [subject ...]
 */
const [mostRounds = "16", how = "all", ...chosen] = process.argv.slice(2);
const file = path.join(import.meta.dirname, "cache-hit-case.ts");
const baseline = "lru-cache";
const goal = 2;
const ours = "@stead/cache";
const names = (chosen.length === 0 ? subjectNames : chosen).filter((name) => name !== baseline);

/** A read more of each; what start and warm-up cost is left out. */
function countAll(): Result[] {
  const slope = (name: string) => slopeOf(file, [name], 20_000);
  const base = slope(baseline);
  return [`${baseline} again (A/A)`, ...names].map((name) => {
    const count = slope(name.replace(" again (A/A)", ""));
    const ratio = count / base;
    return {
      what: `${name}, ${count.toFixed(0)} instructions`,
      baseline: `await lru.get, ${base.toFixed(0)}`,
      figure: `${ratio.toFixed(2)}x`,
      goal: name === ours ? `at most ${goal}x` : "",
      verdict: name === ours ? (ratio <= goal ? "met" : "missed") : "told",
    };
  });
}

const Told = z.object({ cpuMicros: z.number() });

/** CPU of 300,000 reads in a process of its own, after its warm-up. */
const side = (name: string): Side<"cpu"> => ({
  name,
  measure: async () => {
    const { stdout, stderr } = spawnSync(process.execPath, [file, name, "300000"]);
    const told = Told.safeParse(JSON.parse(stdout.toString() || "null"));
    if (!told.success) throw new Error(`${name} told nothing:\n${stderr.toString()}`);
    return { cpu: told.data.cpuMicros / 300_000 };
  },
});

const lack = lackOfCounter();
if (lack !== undefined) tell(lack);
const counted = how !== "cpu" && lack === undefined ? countAll() : [];

async function pairAll(): Promise<Result[]> {
  const most = Number(mostRounds);
  const sides = names.map(side);
  const leastRounds = Math.min(12, most);
  const outcome = await runPaired({ baseline: side(baseline), sides, mostRounds: most, leastRounds });
  const shown = { cpu: (micros: number) => `${(micros * 1_000).toFixed(0)} ns of CPU a read` };
  return resultsOf(outcome, baseline, shown);
}

tellResults([...counted, ...(how === "count" ? [] : await pairAll())]);
