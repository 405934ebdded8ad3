/** The relative error that a percentile may have. */
export const relativeError = 0.01;

const base = (1 + relativeError) / (1 - relativeError);
const perLog = 1 / Math.log(base);
/** What is smaller counts as nothing: a millionth of whatever is measured. */
const least = 1e-6;

/** A distribution as it travels between processes and is stored: counts of buckets, and what they leave out. */
export type DistributionState = {
  buckets: readonly (readonly [bucket: number, count: number])[];
  nothing: number;
  sum: number;
  min: number;
  max: number;
};

/**
 * How often values of which size came, in buckets that each are two hundredths wider than the one before, so that every
 * percentile is within `relativeError` of the exact one, also of many distributions put together (Masson, Rim and Lee,
 * "DDSketch", 2019). Values are not negative. A value costs a logarithm and a look-up; ten orders of magnitude need at
 * most 1,152 buckets.
 */
export class Distribution {
  readonly #buckets = new Map<number, number>();
  #nothing = 0;
  #count = 0;
  #sum = 0;
  #min = Infinity;
  #max = 0;

  static of({ buckets, nothing, sum, min, max }: DistributionState): Distribution {
    const made = new Distribution();
    for (const [bucket, count] of buckets) {
      made.#buckets.set(bucket, count);
      made.#count += count;
    }
    made.#nothing = nothing;
    made.#count += nothing;
    made.#sum = sum;
    made.#min = min;
    made.#max = max;
    return made;
  }

  get count(): number {
    return this.#count;
  }

  get sum(): number {
    return this.#sum;
  }

  /** The largest value; 0 without any. */
  get max(): number {
    return this.#max;
  }

  /** The smallest value; 0 without any. */
  get min(): number {
    return this.#count === 0 ? 0 : this.#min;
  }

  /** Counts a value; a negative one, which a clock that was set back may give, counts as nothing. */
  add(value: number): void {
    this.#count++;
    if (!(value >= least)) {
      this.#nothing++;
      this.#min = 0;
      if (value > 0) this.#sum += value;
      return;
    }
    const bucket = Math.ceil(Math.log(value) * perLog);
    this.#buckets.set(bucket, (this.#buckets.get(bucket) ?? 0) + 1);
    this.#sum += value;
    if (value < this.#min) this.#min = value;
    if (value > this.#max) this.#max = value;
  }

  /** Adds what another one counted. */
  merge(other: Distribution): void {
    for (const [bucket, count] of other.#buckets)
      this.#buckets.set(bucket, (this.#buckets.get(bucket) ?? 0) + count);
    this.#nothing += other.#nothing;
    this.#count += other.#count;
    this.#sum += other.#sum;
    this.#min = Math.min(this.#min, other.#min);
    this.#max = Math.max(this.#max, other.#max);
  }

  /** The value below which a share (0 to 1) of all lies, by the nearest rank; 0 without any. */
  percentile(share: number): number {
    const rank = Math.max(1, Math.ceil(share * this.#count));
    if (this.#count === 0 || rank <= this.#nothing) return 0;
    if (rank === this.#count) return this.#max;
    let passed = this.#nothing;
    for (const bucket of this.#sorted()) {
      passed += this.#buckets.get(bucket) ?? 0;
      if (passed >= rank) return Math.min(this.#max, Math.max(this.#min, middleOf(bucket)));
    }
    return this.#max;
  }

  /** How many values are at most each of the bounds, which ascend. A bucket belongs where its middle lies. */
  countsUpTo(bounds: readonly number[]): number[] {
    const buckets = this.#sorted();
    let passed = this.#nothing;
    let at = 0;
    return bounds.map((bound) => {
      for (
        let bucket = buckets[at];
        bucket !== undefined && middleOf(bucket) <= bound;
        bucket = buckets[++at]
      )
        passed += this.#buckets.get(bucket) ?? 0;
      return passed;
    });
  }

  state(): DistributionState {
    const buckets = this.#sorted().map((bucket) => [bucket, this.#buckets.get(bucket) ?? 0] as const);
    return { buckets, nothing: this.#nothing, sum: this.#sum, min: this.min, max: this.#max };
  }

  #sorted(): number[] {
    return [...this.#buckets.keys()].toSorted((left, right) => left - right);
  }
}

/** The value that is equally far, by ratio, from both ends of a bucket. */
function middleOf(bucket: number): number {
  return (2 * base ** bucket) / (base + 1);
}
