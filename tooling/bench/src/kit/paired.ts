import { medianOf } from "../statistics.ts";
import { balancedOrders, seededChance } from "./chance.ts";
import { isItself, judge, ratioOf, type Bound, type Interval } from "./interval.ts";

/** What a block cost or gave, by name: CPU seconds for one operation, operations a second, milliseconds. Above zero. */
export type Figures<F extends string> = Readonly<Record<F, number>>;

export type Side<F extends string> = {
  name: string;
  /** One block of one to three seconds. */
  measure(this: void): Promise<Figures<F>>;
  /** What its ratios to the baseline must keep to; without, they are told only. */
  goals?: Readonly<Partial<Record<F, Bound>>>;
};

export type PairedPlan<F extends string> = {
  /** Measured twice in each round: the second time is the A/A row. */
  baseline: Side<F>;
  sides: readonly Side<F>[];
  leastRounds?: number;
  mostRounds?: number;
  seed?: number;
  /** How far the baseline may seem to differ from itself, where that is not 5 %: times vary more than CPU. */
  apart?: { readonly [Figure in F]?: number } | undefined;
  /** Between two rounds: what one left is taken away. */
  afterRound?(this: void): Promise<unknown>;
};

export type Compared<F extends string> = Interval & {
  name: string;
  figure: F;
  goal?: Bound;
  /** `void`: the baseline against itself differed more than it may. `told`: nothing was demanded. */
  verdict: "met" | "missed" | "open" | "void" | "told";
};

export type Outcome<F extends string> = {
  rounds: number;
  /** The middle of each side's blocks. */
  medians: ReadonlyMap<string, Figures<F>>;
  rows: readonly Compared<F>[];
};

/** Rounds between two looks at a comparison that is open. Even: a round and its reverse belong together. */
const lookEvery = 4;

/**
 * Sides against a baseline in one run: blocks in balanced random order, the interval of each ratio, and more rounds while
 * a goal is open or the baseline differs from itself, up to the most.
 */
export async function runPaired<F extends string>(plan: PairedPlan<F>): Promise<Outcome<F>> {
  const { baseline, sides, leastRounds = 12, mostRounds = 36, seed = 1, apart, afterRound } = plan;
  const again = { name: `${baseline.name} again (A/A)`, measure: baseline.measure };
  const all: readonly Side<F>[] = [baseline, again, ...sides];
  // What is compiled, planned and connected at first is not counted.
  for (const side of all) await side.measure();
  await afterRound?.();
  const blocks = new Map<string, Figures<F>[]>(all.map(({ name }) => [name, []]));
  let rounds = 0;
  for (const order of balancedOrders(all, seededChance(seed))) {
    for (const side of order) blocks.get(side.name)?.push(await side.measure());
    await afterRound?.();
    rounds++;
    const isLookedAt =
      (rounds >= leastRounds && (rounds - leastRounds) % lookEvery === 0) || rounds >= mostRounds;
    if (!isLookedAt) continue;
    const rows = compare(blocks, { baseline, again, sides, seed, apart });
    const isOpen = rows.some(({ verdict }) => verdict === "open" || verdict === "void");
    if (!isOpen || rounds >= mostRounds) return { rounds, rows, medians: mediansOf(blocks) };
  }
  throw new Error("the rounds have no end");
}

type Blocks<F extends string> = ReadonlyMap<string, readonly Figures<F>[]>;
type Compare<F extends string> = Pick<PairedPlan<F>, "baseline" | "sides" | "apart"> & {
  again: Side<F>;
  seed: number;
};

function figuresOf<F extends string>(figures: Figures<F> | undefined): readonly F[] {
  const names: readonly string[] = Object.keys(figures ?? {});
  // An object of figures has no other keys.
  return names as readonly F[];
}

/** The rows of all sides, the A/A row first. */
function compare<F extends string>(
  blocks: Blocks<F>,
  { baseline, again, sides, seed, apart }: Compare<F>,
): Compared<F>[] {
  const of = (side: Side<F>, figure: F) => (blocks.get(side.name) ?? []).map((figures) => figures[figure]);
  return figuresOf(blocks.get(baseline.name)?.[0]).flatMap((figure) => {
    const interval = (side: Side<F>) =>
      ratioOf(of(side, figure), of(baseline, figure), seededChance(seed + 1));
    const itself = interval(again);
    const isVoid = !isItself(itself, apart?.[figure]);
    const row = (side: Side<F>): Compared<F> => {
      const ratio = interval(side);
      const goal = side.goals?.[figure];
      const found = { ...ratio, name: side.name, figure };
      return goal === undefined
        ? { ...found, verdict: "told" }
        : { ...found, goal, verdict: isVoid ? "void" : judge(ratio, goal) };
    };
    return [{ ...itself, name: again.name, figure, verdict: "told" as const }, ...sides.map(row)];
  });
}

function mediansOf<F extends string>(blocks: Blocks<F>): Map<string, Figures<F>> {
  return new Map(
    [...blocks].map(([name, figures]) => {
      const medians = figuresOf(figures[0]).map((figure) => [
        figure,
        medianOf(figures.map((one) => one[figure])),
      ]);
      return [name, Object.fromEntries(medians) as Figures<F>];
    }),
  );
}
