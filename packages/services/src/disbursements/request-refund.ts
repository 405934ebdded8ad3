import type { DisbursementDto, RequestRefundInput } from "@stead/contracts/disbursements";
import type { Tx } from "@stead/db/client";
import { newId } from "@stead/kernel/ids";
import { formatMoney } from "@stead/kernel/money";
import {
  inTransaction,
  once,
  readOne,
  requirePermission,
  requireVersion,
  type ServiceContext,
  type RailContext,
  type RailVerb,
} from "../context/index.ts";
import {
  freeOfApproval,
  lockPayment,
  requireAvailable,
  type LeaseState,
  type PaymentState,
} from "../payments/index.ts";
import { chooseDestination } from "./choose-destination.ts";
import { beginning, readDisbursement, type Disbursement } from "./rows.ts";
import { startRefund } from "./start-refund.ts";

const waiting = {
  name: "disbursements_waiting",
  text: `select coalesce(sum(amount_minor), 0)::bigint as "waitingMinor",
      coalesce(sum(amount_minor) filter (where source = $3), 0)::bigint as "ofSourceMinor"
    from disbursements where agency_id = $1 and payment_id = $2 and state = 'awaiting_approval'`,
};

export type Waiting = { waitingMinor: number; ofSourceMinor: number };

/** What of a payment, and of one part of it, waits for a second person: nothing of that is booked. */
export async function readWaiting(
  sql: Tx["sql"],
  ctx: ServiceContext,
  { paymentId, source }: { paymentId: string; source: Disbursement["source"] | null },
): Promise<Waiting> {
  const row = await readOne<Waiting>(sql, waiting, ctx.agencyId, paymentId, source);
  return row ?? { waitingMinor: 0, ofSourceMinor: 0 };
}

/**
 * Asks for credit or unallocated money of a payment to be paid back: the way it came, to a phone, by a file for the
 * bank, or by people who pay it themselves. Below the agency's limit it is booked and sent at once; above it waits for a second person, and nothing is
 * booked. Throws PRECONDITION when there is less or the way is closed, INVALID for what the way does not take, CONFLICT
 * when the payment was changed meanwhile, FORBIDDEN for a program above the limit.
 */
export async function requestRefund({ ctx, input }: RailVerb<RequestRefundInput>): Promise<DisbursementDto> {
  requirePermission(ctx, "refunds:write");
  return inTransaction(ctx, async (tx) => {
    const { id } = await once(tx, ctx, { operation: "disbursements.request", input }, async () => {
      const { payment, lease } = await lockPayment(tx, ctx, input.paymentId);
      requireVersion(payment, input.version);
      return enterRefund(tx, ctx, { ...input, payment, lease, retriesId: null });
    });
    return readDisbursement(tx.sql, ctx, id);
  });
}

export type RefundEntry = Pick<RequestRefundInput, "source" | "amountMinor" | "reason" | "destination"> & {
  /** Under its lock, as its lease. */
  payment: PaymentState;
  lease: LeaseState | null;
  retriesId: string | null;
};

/** Writes a refund down, and sends it on its way where no second person is needed. */
export async function enterRefund(tx: Tx, ctx: RailContext, entry: RefundEntry): Promise<{ id: string }> {
  const { payment, source, amountMinor, destination: wanted } = entry;
  const { waitingMinor, ofSourceMinor } = await readWaiting(tx.sql, ctx, { paymentId: payment.id, source });
  const why = `less than that is left: ${formatMoney(ofSourceMinor, payment.currency)} of it waits for approval`;
  requireAvailable(payment, source, amountMinor + ofSourceMinor, ofSourceMinor > 0 ? why : undefined);
  const id = newId();
  const to = await chooseDestination(tx, ctx, { id, payment, amountMinor, wanted });
  const limits = {
    limitMinor: ctx.agency.policies.refundApprovalAboveMinor,
    agencyCurrency: ctx.agency.currency,
  };
  const paidBackMinor = payment.refundedMinor + waitingMinor;
  const freeMinor = freeOfApproval(limits, { currency: payment.currency, paidBackMinor });
  const { retriesId } = entry;
  await startRefund(tx, ctx, draft(ctx, { id, entry, to }), { freeMinor, retriesId });
  return { id };
}

/** Money on its way out as it begins. */
function draft(
  ctx: ServiceContext,
  { id, entry, to }: { id: string; entry: RefundEntry; to: Awaited<ReturnType<typeof chooseDestination>> },
): Disbursement {
  const { payment, lease, source, amountMinor, reason } = entry;
  return {
    ...to,
    id,
    paymentId: payment.id,
    leaseId: payment.leaseId,
    propertyId: lease?.propertyId ?? null,
    source,
    amountMinor,
    currency: payment.currency,
    reason,
    ...beginning(ctx, id),
  };
}
