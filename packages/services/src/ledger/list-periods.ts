import type { PeriodDto } from "@stead/contracts/ledger";
import { monthStart } from "@stead/kernel/dates";
import type { z } from "zod";
import { agencyToday, requirePermission, requireWholeAgency, type ServiceContext } from "../context/index.ts";
import { periodColumns } from "./queries.ts";

type Period = z.infer<typeof PeriodDto>;

const months = {
  name: "ledger_periods",
  text: `with bounds as (
      select least(coalesce(min(first), $2::date), $2::date) as first, greatest(coalesce(max(last), $2::date), $2::date) as last
      from (select date_trunc('month', min(occurred_on))::date as first, date_trunc('month', max(occurred_on))::date as last
          from journals where agency_id = $1
        union all select min(month), max(month) from ledger_periods where agency_id = $1) as seen
    )
    select ${periodColumns}
    from bounds, generate_series(bounds.last::timestamp, bounds.first::timestamp, interval '-1 month') as m (at)
    left join ledger_periods p on p.agency_id = $1 and p.month = m.at::date
    order by m.at desc limit 600`,
};

/** The months of the books, the latest first: whether each is open, and how many journals it has. */
export async function listPeriods({ ctx }: { ctx: ServiceContext }): Promise<Period[]> {
  requirePermission(ctx, "ledger:read");
  requireWholeAgency(ctx);
  return ctx.db.sql<Period>(months, ctx.agencyId, monthStart(agencyToday(ctx)));
}
