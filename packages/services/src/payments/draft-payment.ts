import type { RailId } from "@stead/contracts/rails";
import type { Tx } from "@stead/db/client";
import { minDate, monthStart, type CivilDate } from "@stead/kernel/dates";
import { agencyToday, type ServiceContext } from "../context/index.ts";
import type { AccountCode } from "../ledger/index.ts";
import { leaseToday } from "./apply-plan.ts";
import { newPayment } from "./record-payment.ts";
import type { LeaseState, PaymentState } from "./rows.ts";

/** Money that lies with a provider, or in a bank, by its own word; or that was to be paid in cash and was not. */
export type ArrivedMoney = {
  rail: RailId | "bank" | "cash";
  /** The short code or account that it came to: its external ids are unique there. */
  account: string;
  accountCode: AccountCode;
  externalId: string;
  amountMinor: number;
  currency: string;
  receivedOn: CivilDate;
  reference: string | null;
  /** Known where the payer was asked for it; otherwise the reference or the payer may name one. */
  leaseId: string | null;
  payer: Payer | null;
};

/** Who paid: a fingerprint to know them again by, and their name, sealed (`payer <agency>`). */
export type Payer = { key: string | null; nameSealed: string | null };

export type BookedMoney = { paymentId: string; isNew: boolean };

/** The payment that arrived money becomes, of no lease yet. */
export function draftPayment(money: ArrivedMoney): PaymentState {
  const { rail, accountCode, amountMinor, currency, reference, receivedOn } = money;
  const nobody = { leaseId: null, payerContactId: null };
  return newPayment({ ...nobody, rail, accountCode, amountMinor, currency, reference, receivedOn });
}

/** The lease that money goes to: the one that is meant, if it is in the money's currency. */
export function leaseOfCurrency(
  lease: LeaseState | null | undefined,
  { currency }: ArrivedMoney,
): LeaseState | null {
  return lease?.currency === currency ? lease : null;
}

const closedMonths = {
  name: "money_closed_months",
  text: `select month from ledger_periods where agency_id = $1 and month = any($2::date[]) and status = 'closed'`,
};

/** Which of the months that money may be booked in are closed. */
export async function readClosedMonths(
  tx: Pick<Tx, "sql">,
  ctx: ServiceContext,
  days: readonly CivilDate[],
): Promise<ReadonlySet<CivilDate>> {
  const months = [...new Set(days.map(monthStart))];
  const rows = await tx.sql<{ month: CivilDate }>(closedMonths, ctx.agencyId, months);
  return new Set(rows.map(({ month }) => month));
}

/** The latest day that money of a lease, or of none, is booked on. */
const today = (ctx: ServiceContext, lease: LeaseState | null) =>
  lease ? leaseToday(ctx, lease) : agencyToday(ctx);

/** Where and when a drafted payment is booked; what came in a month that is closed meanwhile, today, with a note. */
export function placePayment(
  ctx: ServiceContext,
  payment: PaymentState,
  lease: LeaseState | null,
  closed: ReadonlySet<CivilDate>,
): { note: string | null } {
  const now = today(ctx, lease);
  const on = dayOfArrival(ctx, payment, lease);
  const isClosed = closed.has(monthStart(on));
  Object.assign(payment, {
    leaseId: lease?.id ?? null,
    recordedLeaseId: lease?.id ?? null,
    payerContactId: lease?.contactId ?? null,
    receivedOn: isClosed ? now : on,
  });
  return { note: isClosed ? `Received on ${on}, in a month that was closed when it was told` : null };
}

/** The day that money came; a provider's clock may be ahead of ours. */
export function dayOfArrival(
  ctx: ServiceContext,
  { receivedOn }: Pick<ArrivedMoney, "receivedOn">,
  lease: LeaseState | null,
): CivilDate {
  return minDate(receivedOn, today(ctx, lease));
}
