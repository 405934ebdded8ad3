import { formatMoney } from "@stead/kernel/money";
import { addMinor, refuse } from "./refusal.ts";

/** A row with the balance after it, where the file gives one. `moment` sorts as time does; rows of one moment have none. */
export type BalancedRow = { line: number; moment: string; amountMinor: number; balanceMinor: number | null };

type Balances = { openingMinor: number | null; closingMinor: number | null };

/**
 * The balances before the first and after the last of all rows, proved by every balance between: rows may come oldest
 * or latest first, and in any order within a moment. Nulls when no row has a balance; a refusal where one does not
 * follow from the rows before it.
 */
export function proveBalances(rows: readonly BalancedRow[], currency: string): Balances {
  if (rows.every(({ balanceMinor }) => balanceMinor === null))
    return { openingMinor: null, closingMinor: null };
  const oldestFirst = followRows(rows);
  if (oldestFirst.isProved) return oldestFirst;
  const latestFirst = followRows(rows.toReversed());
  if (latestFirst.isProved) return latestFirst;
  const grouped = followMoments(rows);
  if (grouped !== undefined) return grouped;
  const { broken } = oldestFirst.followed >= latestFirst.followed ? oldestFirst : latestFirst;
  throw refuse(
    { line: broken.line },
    `the lines before make ${formatMoney(broken.reached, currency)}, but the balance here is ` +
      `${formatMoney(broken.stated, currency)}; lines are missing: export the whole account without a filter`,
  );
}

type Broken = { line: number; reached: number; stated: number };
type Followed = Balances & { isProved: boolean; followed: number; broken: Broken };

/** Follows the running balance row by row. */
function followRows(rows: readonly BalancedRow[]): Followed {
  const first = rows.findIndex(({ balanceMinor }) => balanceMinor !== null);
  const place = { line: rows[first]?.line ?? 1 };
  const untilFirst = rows.slice(0, first + 1).map(({ amountMinor }) => -amountMinor);
  const openingMinor = addMinor([rows[first]?.balanceMinor ?? 0, ...untilFirst], place);
  let reached = openingMinor;
  for (const [index, row] of rows.entries()) {
    reached = addMinor([reached, row.amountMinor], { line: row.line });
    if (row.balanceMinor === null || row.balanceMinor === reached) continue;
    const broken = { line: row.line, reached, stated: row.balanceMinor };
    return { isProved: false, followed: index, broken, openingMinor, closingMinor: null };
  }
  const broken = { line: 1, reached, stated: reached };
  return { isProved: true, followed: rows.length, broken, openingMinor, closingMinor: reached };
}

/** Follows it moment by moment: the balance that each moment ends with is one that a row of it states. */
function followMoments(rows: readonly BalancedRow[]): Balances | undefined {
  const moments = Map.groupBy(rows, ({ moment }) => moment);
  const ordered = [...moments.keys()].toSorted().map((moment) => {
    const group = moments.get(moment) ?? [];
    const sum = group.reduce((total, { amountMinor }) => total + amountMinor, 0);
    return { group, sum, stated: new Set(group.flatMap(({ balanceMinor }) => balanceMinor ?? [])) };
  });
  const total = ordered.reduce((all, { sum }) => all + sum, 0);
  const [first] = ordered;
  if (first === undefined) return undefined;
  const openings = new Set(
    first.group.flatMap(({ balanceMinor, amountMinor }) =>
      balanceMinor === null ? [] : [balanceMinor - amountMinor],
    ),
  );
  for (const openingMinor of openings) {
    let reached = openingMinor;
    const isProved = ordered.every(({ sum, stated }) => {
      reached += sum;
      return stated.size === 0 || stated.has(reached);
    });
    if (isProved) return { openingMinor, closingMinor: openingMinor + total };
  }
  return undefined;
}
