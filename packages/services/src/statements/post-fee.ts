import type { Tx } from "@stead/db/client";
import { minDate, monthStart, type CivilDate } from "@stead/kernel/dates";
import { agencyToday, type ServiceContext } from "../context/index.ts";
import { accounts, type Posting } from "../ledger/index.ts";
import type { LineRow, StatementAccount } from "./rows.ts";

const closedMonths = {
  name: "statement_closed_months",
  text: `select month from ledger_periods where agency_id = $1 and month = any($2::date[]) and status = 'closed'`,
};

/** On which day something of a day is booked: that day, or today when its month is closed or it is still to come. */
export async function bookingDays(
  tx: Tx,
  ctx: ServiceContext,
  lines: readonly Pick<LineRow, "bookedOn">[],
): Promise<(day: CivilDate) => CivilDate> {
  const months = [...new Set(lines.map(({ bookedOn }) => monthStart(bookedOn)))];
  const rows = await tx.sql<{ month: CivilDate }>(closedMonths, ctx.agencyId, months);
  const closed = new Set(rows.map(({ month }) => month));
  const now = agencyToday(ctx);
  return (day) => (closed.has(monthStart(day)) ? now : minDate(day, now));
}

/** A provider's or a bank's charge: an expense of the agency's clients, out of where the money lies. One given back is negative. */
export function feeOf(account: StatementAccount, line: LineRow, on: CivilDate): Posting {
  const { currency, amountMinor } = line;
  return {
    key: `statement-fee:${line.id}:${line.version}`,
    event: "statement.fee",
    entityId: line.id,
    occurredOn: on,
    memo: `Charge of ${account.label}`,
    lines: [
      { account: accounts.paymentFees.code, amountMinor: -amountMinor, currency },
      { account: account.accountCode, amountMinor, currency },
    ],
  };
}
