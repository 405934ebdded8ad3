import type { PaymentDto, ReversePaymentInput } from "@stead/contracts/payments";
import type { Tx } from "@stead/db/client";
import { maxDate, type CivilDate } from "@stead/kernel/dates";
import { AppError, assert, invalidField } from "@stead/kernel/errors";
import { newId } from "@stead/kernel/ids";
import { sumMinor } from "@stead/kernel/money";
import {
  actingUserId,
  agencyToday,
  inTransaction,
  once,
  recordAudit,
  requirePermission,
  requireVersion,
  together,
  type ServiceContext,
  type Verb,
} from "../context/index.ts";
import { accounts } from "../ledger/index.ts";
import { leaseToday } from "./apply-plan.ts";
import { readPayment } from "./dto.ts";
import { takeBack } from "./change-allocation.ts";
import { linesOf, openSettlement, originLines, post, takeFromPart, type Settlement } from "./posting.ts";
import { lockInvoices, lockPayment, readAllocations, readPaymentFacts } from "./queries.ts";
import { requireHeld } from "./reverse-allocation.ts";
import type { AllocationState, InvoiceState, LeaseState, PaymentState } from "./rows.ts";
import { writeSettlement } from "./write-settlement.ts";

const insertReversal = {
  name: "payments_reversal_insert",
  text: `insert into payment_reversals (agency_id, id, payment_id, kind, reason, reversed_on, journal_id, created_by)
    values ($1, $2, $3, $4, $5, $6, $7, $8)`,
};

/**
 * Takes a whole payment back and undoes each part where it lies: allocations reopen their invoices, credit and
 * unallocated money go. Refused (PRECONDITION) while part of it is refunded, or when it was taken back before. A mistake
 * that paid a deposit is refused when the deposit was used since; a bounce is a fact, so the held deposit then falls
 * short, below zero if need be, until the tenant pays again.
 */
export async function reversePayment({ ctx, input }: Verb<ReversePaymentInput>): Promise<PaymentDto> {
  requirePermission(ctx, "payments:write");
  return inTransaction(ctx, async (tx) => {
    await once(tx, ctx, { operation: "payments.reverse", input }, () => takePaymentBack(tx, ctx, input));
    return readPayment(tx.sql, ctx, input.paymentId);
  });
}

/** A person takes a payment back, or the provider did (`chargeback`): then what was refunded before stays refunded; or it is split over leases. */
export type TakingBack = Omit<ReversePaymentInput, "idempotencyKey" | "kind"> & {
  kind: ReversePaymentInput["kind"] | "chargeback" | "split";
};

/** Takes a payment back in the caller's transaction, by the rules of `reversePayment`. The caller has checked its permission. */
export async function takePaymentBack(
  tx: Tx,
  ctx: ServiceContext,
  input: TakingBack,
): Promise<{ paymentId: string }> {
  const { payment, lease } = await lockPayment(tx, ctx, input.paymentId);
  requireVersion(payment, input.version);
  checkReversible(payment, input);
  const before = { ...payment };
  const allocations = await readAllocations(tx, ctx, "payment_id", payment.id);
  const invoices = await lockInvoices(tx, ctx, [...new Set(allocations.map(({ invoiceId }) => invoiceId))]);
  const on = await reversalDay(tx, ctx, { payment, lease, wanted: input.reversedOn });
  const settlement = openSettlement();
  if (lease) {
    const deposits = depositsOf(allocations, invoices);
    if (deposits > 0 && input.kind === "mistake") await requireHeld(tx, ctx, lease.id, deposits);
    takeAllBack(settlement, { payment, lease, allocations, invoices, on, reason: input.reason });
  }
  const journalId = sendBack(settlement, { payment, lease, on, reason: input.reason });
  await together([
    tx.sql(
      insertReversal,
      ctx.agencyId,
      newId(),
      payment.id,
      input.kind,
      input.reason,
      on,
      journalId,
      actingUserId(ctx),
    ),
    writeSettlement(tx, ctx, settlement),
  ]);
  await recordAudit(tx, ctx, {
    action: `payment.${input.kind}`,
    entityType: "payment",
    entityId: payment.id,
    before,
    after: payment,
  });
  return { paymentId: payment.id };
}

function checkReversible(payment: PaymentState, { kind }: Pick<TakingBack, "kind">): void {
  if (payment.reversedMinor > 0) throw new AppError("PRECONDITION", "this payment was taken back already");
  if (payment.refundedMinor === payment.amountMinor)
    throw new AppError("PRECONDITION", "all of this payment was refunded");
  if (payment.refundedMinor > 0 && kind !== "chargeback")
    throw new AppError("PRECONDITION", "part of this payment was refunded", {
      refundedMinor: payment.refundedMinor,
    });
  if (kind === "bounced" && (payment.rail === "deposit" || payment.rail === "opening")) {
    throw invalidField("kind", "rail", "only money from outside can bounce");
  }
}

async function reversalDay(
  tx: Tx,
  ctx: ServiceContext,
  {
    payment,
    lease,
    wanted,
  }: { payment: PaymentState; lease: LeaseState | null; wanted: CivilDate | undefined },
): Promise<CivilDate> {
  const { lastEventOn } = await readPaymentFacts(tx, ctx, payment.id);
  return dayOfAct(lease ? leaseToday(ctx, lease) : agencyToday(ctx), {
    wanted,
    lastEventOn,
    field: "reversedOn",
  });
}

/** The day of an act on a payment: not in the future, and not before what happened to the payment last. */
export function dayOfAct(
  now: CivilDate,
  { wanted, lastEventOn, field }: { wanted: CivilDate | undefined; lastEventOn: CivilDate; field: string },
): CivilDate {
  if (wanted === undefined) return maxDate(now, lastEventOn);
  if (wanted > maxDate(now, lastEventOn))
    throw invalidField(field, "not_future", "this cannot be dated after today");
  if (wanted < lastEventOn)
    throw invalidField(
      field,
      "not_before",
      `something happened to this payment on ${lastEventOn}; choose that day or a later one`,
    );
  return wanted;
}

function depositsOf(allocations: readonly AllocationState[], invoices: readonly InvoiceState[]): number {
  const deposits = new Set(invoices.filter(({ kind }) => kind === "deposit").map(({ id }) => id));
  return sumMinor(
    allocations.filter(({ invoiceId }) => deposits.has(invoiceId)).map(({ amountMinor }) => amountMinor),
  );
}

type AllBack = {
  payment: PaymentState;
  lease: LeaseState;
  allocations: readonly AllocationState[];
  invoices: readonly InvoiceState[];
  on: CivilDate;
  reason: string;
};

function takeAllBack(
  settlement: Settlement,
  { payment, lease, allocations, invoices, on, reason }: AllBack,
): void {
  for (const allocation of allocations) {
    const invoice = invoices.find(({ id }) => id === allocation.invoiceId);
    assert(invoice, "payments: an allocation without its invoice");
    takeBack(settlement, { payment, lease, invoice, allocation, on, reason });
  }
}

type LastPart = { payment: PaymentState; lease: LeaseState | null; on: CivilDate; reason: string };

/** Takes credit and unallocated money out of the payment and sends all of it back to where it came from. */
function sendBack(settlement: Settlement, { payment, lease, on, reason }: LastPart): string {
  const id = newId();
  const line = linesOf(payment, lease);
  const backMinor = payment.amountMinor - payment.refundedMinor;
  const isWhole = payment.refundedMinor === 0;
  const origin = originLines(
    { ...payment, amountMinor: backMinor },
    payment.recordedLeaseId === null ? null : lease,
  );
  const turned = origin.map((part) => ({ ...part, amountMinor: -part.amountMinor }));
  const { creditMinor, unallocatedMinor } = payment;
  const lines = [
    ...turned,
    line(accounts.tenantCredit.code, creditMinor),
    line(accounts.unallocatedReceipts.code, unallocatedMinor),
  ];
  if (creditMinor > 0) takeFromPart(payment, "credit", creditMinor);
  if (unallocatedMinor > 0) takeFromPart(payment, "unallocated", unallocatedMinor);
  payment.reversedMinor = backMinor;
  if (payment.rail === "deposit" && lease) {
    settlement.depositMovements.push({
      leaseId: lease.id,
      propertyId: lease.propertyId,
      kind: "received",
      amountMinor: payment.amountMinor,
      currency: payment.currency,
      movedOn: on,
      reason,
      journalId: id,
    });
  }
  post(settlement, payment, {
    id,
    key: `reversal:${payment.journalId}`,
    event: "payment.reversed",
    occurredOn: on,
    memo: `Receipt ${payment.number} is taken back: ${reason}`,
    reversesId: isWhole ? payment.journalId : null,
    lines,
  });
  return id;
}
