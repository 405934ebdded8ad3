import { assert } from "@stead/kernel/errors";
import { readOne, requirePermission, type ServiceContext } from "../context/index.ts";

const rowsPerTurn = 20_000;

// Two folds at once take different differences, and meet the totals in one order.
const fold = {
  name: "",
  text: `with taken as (
      delete from stat_deltas where agency_id = $1 and id in (
        select id from stat_deltas where agency_id = $1 limit ${rowsPerTurn} for update skip locked)
      returning property_id, currency, metric, on_date, amount_minor, count
    ), added as (
      insert into stat_totals as t (agency_id, property_id, metric, currency, on_date, amount_minor, count)
      select $1, part.property_id, d.metric, d.currency, d.on_date, sum(d.amount_minor), sum(d.count)
      from taken d
      cross join lateral (select d.property_id union select '00000000-0000-0000-0000-000000000000'::uuid) part (property_id)
      group by part.property_id, d.metric, d.currency, d.on_date
      order by part.property_id, d.metric, d.currency, d.on_date
      on conflict (agency_id, property_id, metric, currency, on_date) do update
        set amount_minor = t.amount_minor + excluded.amount_minor, count = t.count + excluded.count
    )
    select count(*)::int as count from taken`,
};

/**
 * Adds the waiting differences of the agency to its figures, of each property and of the whole. A difference is
 * removed by the statement that adds it, so it counts once whatever fails. Returns how many were added.
 */
export async function foldFigures({ ctx }: { ctx: ServiceContext }): Promise<number> {
  requirePermission(ctx, "jobs:write");
  let folded = 0;
  for (;;) {
    const row = await readOne<{ count: number }>(ctx.db.sql, fold, ctx.agencyId);
    assert(row, "figures: the fold answered no row");
    folded += row.count;
    if (row.count < rowsPerTurn) return folded;
  }
}
