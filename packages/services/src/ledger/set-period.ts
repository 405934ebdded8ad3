import type { SetPeriodInput } from "@stead/contracts/ledger";
import type { Tx } from "@stead/db/client";
import { monthEnd } from "@stead/kernel/dates";
import { AppError } from "@stead/kernel/errors";
import type { z } from "zod";
import {
  actingUserId,
  agencyToday,
  inTransaction,
  recordAudit,
  requireFound,
  requirePermission,
  requireWholeAgency,
  type ServiceContext,
  type Verb,
} from "../context/index.ts";
import { periodColumns, periodOf, type Period, type PeriodRow } from "./queries.ts";

const setStatus = { name: "ledger_set_period", text: `select set_ledger_period($1::date, $2, $3::uuid)` };

const periodByMonth = {
  name: "ledger_period",
  text: `select ${periodColumns} from (select $2::timestamp as at) as m
    left join ledger_periods p on p.agency_id = $1 and p.month = m.at::date`,
};

/** What is wrong with a month: a journal that does not balance, or an account whose total is not the sum of its lines. */
const faults = {
  name: "ledger_period_faults",
  text: `select 'journal ' || l.journal_id as fault from journal_lines l
    where l.agency_id = $1 and l.occurred_on between $2::date and $3::date
    group by l.journal_id, l.currency having sum(l.amount_minor) <> 0
    union all
    select 'account ' || coalesce(t.code, s.code)
    from (select account_code as code, currency, sum(debit_minor) as debit, sum(credit_minor) as credit
      from ledger_totals where agency_id = $1 and month = $2 group by 1, 2) t
    full join (select account_code as code, currency, sum(greatest(amount_minor, 0)) as debit, sum(greatest(-amount_minor, 0)) as credit
      from journal_lines where agency_id = $1 and occurred_on between $2::date and $3::date group by 1, 2) s using (code, currency)
    where (t.debit, t.credit) is distinct from (s.debit, s.credit)
    limit 5`,
};

/**
 * Closes a month of the books, so that nothing is posted into it, or opens it again. A month closes when it is over and
 * balances (PRECONDITION); the check runs while nobody can post.
 */
export async function setPeriod({ ctx, input }: Verb<z.infer<typeof SetPeriodInput>>): Promise<Period> {
  requirePermission(ctx, "ledger:write");
  requireWholeAgency(ctx);
  const { month, status, reason } = input;
  if (status === "closed" && monthEnd(month) >= agencyToday(ctx)) {
    throw new AppError("PRECONDITION", "this month is not over yet", { month });
  }
  return inTransaction(ctx, async (tx) => {
    const before = await readPeriod(tx, ctx, month);
    await tx.sql(setStatus, month, status, actingUserId(ctx));
    if (status === "closed") await requireSound(tx, ctx, month);
    const after = await readPeriod(tx, ctx, month);
    const subject = { action: `period.${status}`, entityType: "period", entityId: ctx.agencyId };
    await recordAudit(tx, ctx, {
      ...subject,
      before: { month: null, status: before.status },
      after: { month, status, reason },
    });
    return after;
  });
}

async function readPeriod(tx: Tx, ctx: ServiceContext, month: string): Promise<Period> {
  const [period] = await tx.sql<PeriodRow>(periodByMonth, ctx.agencyId, month);
  return periodOf(requireFound(period, "month"));
}

async function requireSound(tx: Tx, ctx: ServiceContext, month: string): Promise<void> {
  const found = await tx.sql<{ fault: string }>(faults, ctx.agencyId, month, monthEnd(month));
  if (found.length === 0) return;
  throw new AppError("PRECONDITION", "the month does not balance; run the proof", {
    faults: found.map(({ fault }) => fault),
  });
}
