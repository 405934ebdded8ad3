import type { ListPeriodsInput, PeriodPage } from "@stead/contracts/ledger";
import { monthStart } from "@stead/kernel/dates";
import type { z } from "zod";
import { agencyToday, requirePermission, requireWholeAgency, type Verb } from "../context/index.ts";
import { periodColumns, periodOf, type PeriodRow } from "./queries.ts";

const months = {
  name: "ledger_periods",
  text: `with bounds as (
      select least(coalesce(min(first), $2::date), $2::date) as first,
        least(greatest(coalesce(max(last), $2::date), $2::date), ($3::date - interval '1 month')::date) as last
      from (select date_trunc('month', min(occurred_on))::date as first, date_trunc('month', max(occurred_on))::date as last
          from journals where agency_id = $1
        union all select min(month), max(month) from ledger_periods where agency_id = $1) as seen
    ), page as (
      select at from bounds, generate_series(bounds.last::timestamp, bounds.first::timestamp, interval '-1 month') as s (at)
      order by at desc limit $4
    )
    select ${periodColumns}
    from page m left join ledger_periods p on p.agency_id = $1 and p.month = m.at::date
    order by m.at desc`,
};

/** The months of the books, the latest first: whether each is open, and how many journals it has (up to a cap). */
export async function listPeriods({
  ctx,
  input,
}: Verb<ListPeriodsInput>): Promise<z.infer<typeof PeriodPage>> {
  requirePermission(ctx, "ledger:read");
  requireWholeAgency(ctx);
  const { cursor = null, limit } = input;
  const thisMonth = monthStart(agencyToday(ctx));
  const rows = await ctx.db.sql<PeriodRow>(months, ctx.agencyId, thisMonth, cursor, limit + 1);
  const items = rows.slice(0, limit).map(periodOf);
  return { items, nextCursor: rows.length > limit ? (items.at(-1)?.month ?? null) : null };
}
