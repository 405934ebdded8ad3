import { expect, test } from "vitest";
import { Distribution, relativeError } from "./distribution.ts";

/** Numbers from 0 to 1 that are the same in every run. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const shapes: Record<string, (chance: () => number) => number> = {
  "spread evenly": (chance) => chance(),
  "many short and few long": (chance) => -Math.log(1 - chance()) * 0.03,
  "over many orders of magnitude": (chance) => 10 ** (chance() * 9 - 5),
  "two that differ much": (chance) => (chance() < 0.97 ? 0.002 : 3) * (0.9 + chance() / 5),
};

test.each(Object.entries(shapes))(
  "percentiles of eight parts put together are the exact ones within a hundredth: %s",
  (_name, shape) => {
    const chance = seeded(7);
    const values = Array.from({ length: 20_000 }, () => shape(chance));
    const parts = Array.from({ length: 8 }, () => new Distribution());
    for (const [index, value] of values.entries()) parts[index % 8]?.add(value);
    const whole = new Distribution();
    for (const part of parts) whole.merge(Distribution.of(part.state()));
    const sorted = values.toSorted((left, right) => left - right);
    expect(whole.count).toBe(values.length);
    for (const share of [0.01, 0.5, 0.9, 0.95, 0.99, 0.999, 1]) {
      const exact = sorted[Math.ceil(share * sorted.length) - 1] ?? 0;
      expect(Math.abs(whole.percentile(share) / exact - 1)).toBeLessThanOrEqual(relativeError * 1.000_001);
    }
    expect(whole.percentile(1)).toBe(sorted.at(-1));
    expect(whole.sum).toBeCloseTo(
      values.reduce((sum, value) => sum + value, 0),
      6,
    );
  },
);

test("without values everything is nothing", () => {
  const empty = new Distribution();
  expect([empty.count, empty.sum, empty.min, empty.max, empty.percentile(0.5)]).toEqual([0, 0, 0, 0, 0]);
  expect(empty.countsUpTo([1])).toEqual([0]);
});

test("what is no size counts as nothing, and is still counted", () => {
  const some = new Distribution();
  for (const value of [-1, 0, Number.NaN, 2]) some.add(value);
  expect([some.count, some.sum, some.percentile(0.5), some.percentile(1)]).toEqual([4, 2, 0, 2]);
});

test("counts up to bounds ascend and end with all", () => {
  const some = new Distribution();
  for (let value = 1; value <= 1_000; value++) some.add(value);
  const counts = some.countsUpTo([0.5, 10, 100, 500, 1_100]);
  expect(counts[0]).toBe(0);
  expect(counts.at(-1)).toBe(1_000);
  for (const [index, exact] of [10, 100, 500].entries())
    expect(Math.abs((counts[index + 1] ?? 0) - exact)).toBeLessThanOrEqual(Math.ceil(exact * relativeError));
});
