import type { Tx } from "@stead/db/client";
import { assert } from "@stead/kernel/errors";
import type { ServiceContext } from "./context.ts";

/** The gapless series of an agency. */
export type NumberSeries = "invoice" | "credit_note" | "receipt" | "refund" | "lease";

const take = {
  name: "numbers_take",
  text: `insert into number_counters as c (agency_id, kind, next) values ($1, $2, 1 + $3)
    on conflict (agency_id, kind) do update set next = c.next + $3 returning next - $3 as first`,
};

/**
 * Takes a block of `count` numbers and returns the first. Locks the series until the transaction ends, so take it as
 * late as possible: the counter is last in the lock order (payment > lease > invoice balances > counter).
 */
export async function takeNumbers(
  tx: Tx,
  ctx: ServiceContext,
  series: NumberSeries,
  count = 1,
): Promise<number> {
  const [row] = await tx.sql<{ first: number }>(take, ctx.agencyId, series, count);
  assert(row, "numbers: the counter answered no row");
  return row.first;
}
