/** A source of chance that gives the same sequence for the same seed (mulberry32). */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** From 0 up to, not including, 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let value = this.#state;
    value = Math.imul(value ^ (value >>> 15), value | 1);
    value ^= value + Math.imul(value ^ (value >>> 7), value | 61);
    return ((value ^ (value >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** A whole number from `least` to `most`, both included. */
  between(least: number, most: number): number {
    return least + Math.floor(this.next() * (most - least + 1));
  }

  isChance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(items: readonly T[]): T {
    const item = items[Math.floor(this.next() * items.length)];
    if (item === undefined) throw new Error("nothing to pick from");
    return item;
  }

  /** One of the choices, each as likely as its weight. */
  weighted<T>(choices: readonly (readonly [T, number])[]): T {
    let rest = this.next() * choices.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [choice, weight] of choices) {
      rest -= weight;
      if (rest < 0) return choice;
    }
    return this.pick(choices)[0];
  }

  /** An id in the form of a UUIDv7 for an instant: the same seed makes the same ids. */
  id(atMs: number): string {
    const time = Math.floor(atMs).toString(16).padStart(12, "0");
    const digits = () =>
      Math.floor(this.next() * 0x1_0000)
        .toString(16)
        .padStart(4, "0");
    const tail = `7${digits().slice(1)}-${(8 + this.between(0, 3)).toString(16)}${digits().slice(1)}-${digits()}${digits()}${digits()}`;
    return `${time.slice(0, 8)}-${time.slice(8)}-${tail}`;
  }
}
