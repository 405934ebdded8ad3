import { medianOf } from "../statistics.ts";
import type { Chance } from "./chance.ts";

/** A ratio, and the interval in which 95 of 100 of its draws lie. */
export type Interval = { ratio: number; low: number; high: number };

const draws = 10_000;

/**
 * The median of the pairs' ratios by its logarithm, so that twice and half weigh the same, with a 95 % interval of 10,000
 * draws with replacement. Throws RangeError without pairs or for a value that is not above zero.
 */
export function ratioOf(measured: readonly number[], baseline: readonly number[], chance: Chance): Interval {
  if (measured.length === 0 || measured.length !== baseline.length)
    throw new RangeError("a ratio needs pairs: as many values of the baseline as of what is measured");
  const logs = measured.map((value, at) => Math.log(value / (baseline[at] ?? Number.NaN)));
  if (!logs.every((log) => Number.isFinite(log))) throw new RangeError("a ratio needs values above zero");
  const medians = new Float64Array(draws);
  const drawn = new Float64Array(logs.length);
  for (let draw = 0; draw < draws; draw++) {
    for (let at = 0; at < drawn.length; at++) drawn[at] = logs[Math.floor(chance() * logs.length)] ?? 0;
    medians[draw] = middleOf(drawn.sort());
  }
  medians.sort();
  const end = (share: number) => Math.exp(medians[Math.round(share * (draws - 1))] ?? 0);
  return { ratio: Math.exp(medianOf(logs)), low: end(0.025), high: end(0.975) };
}

function middleOf(sorted: Float64Array): number {
  const middle = sorted.length >> 1;
  const high = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? high : ((sorted[middle - 1] ?? high) + high) / 2;
}

/** What a ratio must keep to. */
export type Bound = { atMost: number } | { atLeast: number };

/** Met or missed with the whole interval; open while the bound lies within it. */
export function judge({ low, high }: Interval, bound: Bound): "met" | "missed" | "open" {
  if ("atMost" in bound) return high <= bound.atMost ? "met" : low > bound.atMost ? "missed" : "open";
  return low >= bound.atLeast ? "met" : high < bound.atLeast ? "missed" : "open";
}

/** Whether a thing measured against itself came out as itself: within 5 %, unless told otherwise. */
export function isItself({ low, high }: Interval, apart = 0.05): boolean {
  return low >= 1 - apart && high <= 1 + apart;
}
