/** A number from 0 up to, but without, 1. */
export type Chance = () => number;

/** Chance that gives the same numbers in every run (mulberry32). */
export function seededChance(seed: number): Chance {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The same values in random order. */
export function shuffled<T>(values: readonly T[], chance: Chance): T[] {
  return values
    .map((value) => ({ value, at: chance() }))
    .toSorted((left, right) => left.at - right.at)
    .map(({ value }) => value);
}

/**
 * The order of each round, without end: a random one, then the same backwards, so that over two rounds everybody is as
 * often early as late and comes as often before as after each other.
 */
export function* balancedOrders<T>(values: readonly T[], chance: Chance): Generator<readonly T[], never> {
  for (;;) {
    const order = shuffled(values, chance);
    yield order;
    yield order.toReversed();
  }
}
