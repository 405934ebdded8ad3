import { describe, expect, test } from "vitest";
import { balancedOrders, seededChance } from "./chance.ts";
import type { Bound } from "./interval.ts";
import { runPaired, type Compared } from "./paired.ts";

/** A machine whose speed wanders, and blocks that cost so much on it. */
function aMachine(seed: number, spread: number) {
  const chance = seededChance(seed);
  let drift = 1;
  return (cost: number) => async () => {
    drift = Math.min(1.5, Math.max(0.7, drift * (1 + (chance() - 0.5) * 0.06)));
    return { cpu: cost * drift * Math.exp((chance() + chance() - 1) * spread) };
  };
}

async function seriesOf(seed: number, { slowdown = 1, spread = 0.025, mostRounds = 120 } = {}) {
  const block = aMachine(seed, spread);
  const goals: { cpu: Bound } = { cpu: { atMost: 1.015 } };
  const sides = [{ name: "subject", measure: block(slowdown), goals }];
  return runPaired({ baseline: { name: "baseline", measure: block(1) }, sides, mostRounds, seed });
}

const verdictOf = (rows: readonly Compared<"cpu">[]) => rows.find(({ name }) => name === "subject")?.verdict;

describe("paired blocks on a machine whose speed wanders", () => {
  test("a planted slowdown of 3 % is found in every one of 12 series", async () => {
    const verdicts = [];
    for (let seed = 1; seed <= 12; seed++)
      verdicts.push(verdictOf((await seriesOf(seed, { slowdown: 1.03 })).rows));
    expect(verdicts).toEqual(Array.from({ length: 12 }, () => "missed"));
  });

  test("the same beside itself does not alarm in 12 series", async () => {
    const verdicts = [];
    for (let seed = 1; seed <= 12; seed++) verdicts.push(verdictOf((await seriesOf(seed)).rows));
    expect(verdicts).not.toContain("missed");
  });

  test("a baseline that differs from itself makes the run void", async () => {
    const { rows, rounds } = await seriesOf(1, { spread: 0.8, mostRounds: 12 });
    expect(verdictOf(rows)).toBe("void");
    expect(rounds).toBe(12);
  });

  test("more rounds are made while a goal is open, up to the most", async () => {
    const { rounds, rows } = await seriesOf(1, { slowdown: 1.015, mostRounds: 16 });
    expect([rounds, verdictOf(rows)]).toEqual([16, "open"]);
  });
});

test("every round has everybody once, and two rounds each place and each pair as often both ways", () => {
  const orders = balancedOrders(["a", "b", "c", "d"], seededChance(1));
  for (let pair = 0; pair < 10; pair++) {
    const [there, back] = [orders.next().value, orders.next().value];
    expect(back).toEqual(there.toReversed());
    expect(there.toSorted()).toEqual(["a", "b", "c", "d"]);
  }
});

test("what a round leaves is taken away after it", async () => {
  let taken = 0;
  const measure = async () => ({ cpu: 1 });
  const { rounds, medians } = await runPaired({
    baseline: { name: "baseline", measure },
    sides: [],
    afterRound: async () => void taken++,
  });
  // Once more after what is compiled and connected at first.
  expect([rounds, taken]).toEqual([12, 13]);
  expect(medians.get("baseline")).toEqual({ cpu: 1 });
});
