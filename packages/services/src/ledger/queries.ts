import { journalCountCap, type PeriodDto } from "@stead/contracts/ledger";
import type { z } from "zod";

export type Period = z.infer<typeof PeriodDto>;
/** A period as it is read: one more journal than the cap says that there are more. */
export type PeriodRow = Omit<Period, "isCountCapped">;

/** A period as its DTO has it; `m.at` is its month, `p` its row if it has one. `$1` is the agency. */
export const periodColumns = `m.at::date as month, coalesce(p.status, 'open') as status, p.closed_at as "closedAt",
  (select u.name from users u where u.id = p.closed_by) as "closedByName",
  (select count(*)::int from (select from journals j where j.agency_id = $1
    and j.occurred_on >= m.at::date and j.occurred_on < (m.at + interval '1 month')::date
    limit ${journalCountCap + 1}) as counted) as "journalCount"`;

/** The period of a row. */
export function periodOf({ journalCount, ...row }: PeriodRow): Period {
  const isCountCapped = journalCount > journalCountCap;
  return { ...row, journalCount: isCountCapped ? journalCountCap : journalCount, isCountCapped };
}
