import type { TrialBalanceDto } from "@stead/contracts/ledger";
import { addMonths, monthEnd, monthStart, type CivilDate } from "@stead/kernel/dates";
import { sumMinor } from "@stead/kernel/money";
import {
  agencyToday,
  requirePermission,
  requireWholeAgency,
  type ServiceContext,
  type Verb,
} from "../context/index.ts";

/** Sums of every account: `$1` the agency, `$2` the day from which lines are read, `$3` the last day. */
const sums = {
  name: "ledger_trial_balance",
  text: `select a.code, a.name, a.type, s.currency, sum(s.debit)::bigint as "debitMinor", sum(s.credit)::bigint as "creditMinor"
    from ledger_accounts a
    cross join lateral (
      select t.currency, sum(t.debit_minor) as debit, sum(t.credit_minor) as credit
      from ledger_totals t where t.agency_id = $1 and t.account_code = a.code and t.month < $2 group by t.currency
      union all
      select l.currency, sum(greatest(l.amount_minor, 0)), sum(greatest(-l.amount_minor, 0))
      from journal_lines l
      where l.agency_id = $1 and l.account_code = a.code and l.occurred_on >= $2 and l.occurred_on <= $3 group by l.currency
    ) s
    where a.agency_id = $1 group by a.code, a.name, a.type, s.currency order by s.currency, a.code`,
};

type AccountSum = TrialBalanceDto["currencies"][number]["rows"][number] & { currency: string };

/**
 * What every account has come to by the end of a day (today when left out), per currency. Whole months are read from
 * the totals, the month of the day from its lines. Amounts in minor units.
 */
export async function getTrialBalance({
  ctx,
  input,
}: Verb<{ asOf?: CivilDate | undefined }>): Promise<TrialBalanceDto> {
  requirePermission(ctx, "ledger:read");
  requireWholeAgency(ctx);
  const asOf = input.asOf ?? agencyToday(ctx);
  const rows = await readSums(ctx, asOf);
  const currencies = Array.from(
    Map.groupBy(rows, ({ currency }) => currency),
    ([currency, group]) => ({
      currency,
      rows: group.map(({ currency: _, ...row }) => ({
        ...row,
        balanceMinor: row.debitMinor - row.creditMinor,
      })),
      debitMinor: sumMinor(group.map(({ debitMinor }) => debitMinor)),
      creditMinor: sumMinor(group.map(({ creditMinor }) => creditMinor)),
    }),
  );
  return { asOf, currencies };
}

function readSums(ctx: ServiceContext, asOf: CivilDate): Promise<AccountSum[]> {
  return ctx.db.sql<AccountSum>(sums, ...trialBalanceQuery(ctx, asOf).values);
}

/** The sums of every account as SQL, for those who make more of it. Whoever asks has checked the rights. */
export function trialBalanceQuery(
  { agencyId }: Pick<ServiceContext, "agencyId">,
  asOf: CivilDate,
): { text: string; values: unknown[] } {
  const isWhole = asOf === monthEnd(asOf);
  const linesFrom = isWhole ? addMonths(monthStart(asOf), 1) : monthStart(asOf);
  return { text: sums.text, values: [agencyId, linesFrom, asOf] };
}
