import path from "node:path";
import { cpuMicrosOf, ownCpuSeconds } from "./kit/cpu.ts";
import { lackOfCounter, slopeOf } from "./kit/instructions.ts";
import type { Bound } from "./kit/interval.ts";
import { runPaired } from "./kit/paired.ts";
import { tell, tellResults, type Result } from "./kit/result.ts";
import { addUp, plantedShare } from "./self-test-case.ts";

/**
 * The kit measures itself: a planted slowdown of 3 % must be found, and the same code beside itself must not alarm. CPU by
 * paired blocks in so many series, instructions by valgrind where it is installed.
 *   npx pnpm --filter @stead/bench self-test [series] [no-instructions]
 */
const series = Number(process.argv[2] ?? 10);
const hasInstructions = process.argv[3] !== "no-instructions";
/** Half of what is planted: an honest series must stay below, a slower one above. */
const budget: Bound = { atMost: 1 + plantedShare / 2 };
const perBlock = 30_000;

const side = (name: string, slowdown: number) => ({
  name,
  measure: async () => {
    const work = async () => {
      for (let at = 0; at < perBlock; at++) addUp(slowdown);
    };
    return { cpu: await cpuMicrosOf(ownCpuSeconds, perBlock, work) };
  },
  goals: { cpu: budget },
});

const told = { found: 0, kept: 0, alarms: 0, rounds: 0 };
for (let seed = 1; seed <= series; seed++) {
  const { rows, rounds } = await runPaired({
    baseline: side("honest", 1),
    sides: [side("planted", 1 + plantedShare), side("honest too", 1)],
    mostRounds: 120,
    seed,
  });
  const verdictOf = (name: string) => rows.find((row) => row.name === name)?.verdict;
  if (verdictOf("planted") === "missed") told.found++;
  if (verdictOf("honest too") === "met") told.kept++;
  if (verdictOf("honest too") === "missed") told.alarms++;
  told.rounds += rounds;
  const ratios = rows.map(
    (row) => `${row.name} ${row.ratio.toFixed(3)} (${row.low.toFixed(3)} to ${row.high.toFixed(3)})`,
  );
  tell(`series ${seed}: ${rounds} rounds; ${ratios.join("; ")}`);
}

const results: Result[] = [
  {
    what: `CPU of paired blocks, ${plantedShare * 100} % more work planted, ${(told.rounds / series).toFixed(0)} rounds a series`,
    baseline: "the same work",
    figure: `found in ${told.found} of ${series} series`,
    goal: `found in ${series}`,
    verdict: told.found === series ? "met" : "missed",
  },
  {
    what: "CPU of paired blocks, nothing planted (A/A)",
    baseline: "the same work",
    figure: `${told.alarms} alarms, accepted in ${told.kept} of ${series} series`,
    goal: "0 alarms",
    verdict: told.alarms === 0 ? "met" : "missed",
  },
];

const lack = lackOfCounter();
if (lack !== undefined) tell(lack);
else if (hasInstructions) {
  const file = path.join(import.meta.dirname, "self-test-case.ts");
  const slope = (how: string) => slopeOf(file, [how], 2_000);
  const [honest, again, planted] = [slope("honest"), slope("honest"), slope("planted")];
  const ratio = planted / honest;
  const apart = Math.abs(again / honest - 1);
  results.push(
    {
      what: `instructions, ${plantedShare * 100} % more work planted: ${planted.toFixed(0)}`,
      baseline: `the same work, ${honest.toFixed(0)}`,
      figure: `${ratio.toFixed(4)}x`,
      goal: "1.03x to three digits",
      verdict: Math.abs(ratio - 1 - plantedShare) < 0.005 ? "met" : "missed",
    },
    {
      what: "instructions, nothing planted (A/A)",
      baseline: `the same work, ${honest.toFixed(0)}`,
      figure: `${(apart * 1e6).toFixed(1)} in a million apart`,
      goal: "at most 1,000 in a million",
      verdict: apart <= 1e-3 ? "met" : "missed",
    },
  );
}
tellResults(results);
