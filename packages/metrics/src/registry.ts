import { definitions, type LabelsOf, type MetricName, type NameOfKind } from "./definitions.ts";
import { Distribution } from "./distribution.ts";
import type { Family, Labels } from "./exposition.ts";

/** A metric has at most so many combinations of labels; what comes beyond them counts as `other`. */
const mostSeries = 2_000;

const other = "other";

/** Sets what is looked at only when somebody asks, such as memory. */
export type Look = (registry: Registry) => void | Promise<void>;

/** What one process counted since it started. Counting costs a look-up and allocates one short text. */
export class Registry {
  readonly #numbers = new Map<MetricName, Map<string, { labels: Labels; value: number }>>();
  readonly #distributions = new Map<MetricName, Map<string, { labels: Labels; values: Distribution }>>();
  readonly #looks: Look[] = [];
  readonly #onError: (error: unknown) => void;

  /** `onError` is told of a look that failed; the others are shown. */
  constructor(onError: (error: unknown) => void = () => {}) {
    this.#onError = onError;
  }

  /** Adds to a counter. */
  count<Name extends NameOfKind<"counter">>(name: Name, labels: LabelsOf<Name>, by = 1): void {
    this.#numberOf(name, labels).value += by;
  }

  /** Sets a gauge, or a counter that somebody else keeps. */
  set<Name extends NameOfKind<"counter" | "gauge">>(name: Name, labels: LabelsOf<Name>, value: number): void {
    this.#numberOf(name, labels).value = value;
  }

  /** Forgets the numbers of a metric whose labels come and go. */
  clear(name: NameOfKind<"counter" | "gauge">): void {
    this.#numbers.delete(name);
  }

  /** Counts a value of a distribution. */
  observe<Name extends NameOfKind<"distribution">>(name: Name, labels: LabelsOf<Name>, value: number): void {
    const make = (own: Labels) => ({ labels: own, values: new Distribution() });
    seriesOf(this.#distributions, name, labels, make).values.add(value);
  }

  /** A distribution as it is now; undefined when nothing was counted. Not a copy. */
  distribution<Name extends NameOfKind<"distribution">>(
    name: Name,
    labels: LabelsOf<Name>,
  ): Distribution | undefined {
    return this.#distributions.get(name)?.get(keyOf(name, labels))?.values;
  }

  /** Has `look` set its gauges whenever the registry is read. */
  lookWith(look: Look): void {
    this.#looks.push(look);
  }

  /** Everything that was counted, in the order of the definitions. */
  async families(): Promise<Family[]> {
    for (const look of await Promise.allSettled(this.#looks.map(async (one) => one(this))))
      if (look.status === "rejected") this.#onError(look.reason);
    return metricNames.map((name) => {
      const { kind, help } = definitions[name];
      if (kind !== "distribution")
        return { name, kind, help, samples: [...(this.#numbers.get(name)?.values() ?? [])] };
      const { bounds } = definitions[name];
      const all = [...(this.#distributions.get(name)?.values() ?? [])];
      const series = all.map(({ labels, values }) => {
        const { count, sum } = values;
        return { labels, bounds, counts: values.countsUpTo(bounds), count, sum };
      });
      return { name, kind, help, series };
    });
  }

  #numberOf(name: MetricName, labels: Labels): { value: number } {
    return seriesOf(this.#numbers, name, labels, (own) => ({ labels: own, value: 0 }));
  }
}

// The keys of an object that is written out are those of its type.
export const metricNames = Object.keys(definitions) as readonly MetricName[];

function keyOf(name: MetricName, labels: Labels): string {
  const [first = "", ...rest] = definitions[name].labels.map((label) => labels[label] ?? "");
  return rest.length === 0 ? first : `${first}\n${rest.join("\n")}`;
}

function seriesOf<Kept>(
  all: Map<MetricName, Map<string, Kept>>,
  name: MetricName,
  labels: Labels,
  make: (labels: Labels) => Kept,
): Kept {
  let ofName = all.get(name);
  if (ofName === undefined) all.set(name, (ofName = new Map<string, Kept>()));
  const key = keyOf(name, labels);
  const known = ofName.get(key);
  if (known !== undefined) return known;
  const isFull = ofName.size >= mostSeries - 1 && Object.values(labels).some((text) => text !== other);
  if (isFull)
    return seriesOf(all, name, Object.fromEntries(Object.keys(labels).map((label) => [label, other])), make);
  const made = make({ ...labels });
  ofName.set(key, made);
  return made;
}
