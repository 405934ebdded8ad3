import type { PaymentDto, PaymentRail, RecordPaymentInput } from "@stead/contracts/payments";
import type { Tx } from "@stead/db/client";
import type { CivilDate } from "@stead/kernel/dates";
import { AppError, invalidField } from "@stead/kernel/errors";
import { newId } from "@stead/kernel/ids";
import {
  agencyToday,
  inTransaction,
  once,
  recordAudit,
  requirePermission,
  requireWholeAgency,
  takeNumbers,
  together,
  type ServiceContext,
  type Verb,
} from "../context/index.ts";
import { accounts, type AccountCode } from "../ledger/index.ts";
import { applyPlan, leaseToday, planFor } from "./apply-plan.ts";
import { claimTransfer } from "./claim-transfer.ts";
import { readPayment } from "./dto.ts";
import { openSettlement, receive } from "./posting.ts";
import { lockLease, lockOpenInvoices, readInvoiceFacts } from "./queries.ts";
import type { LeaseState, PaymentState } from "./rows.ts";
import { scheduleCredit } from "./schedule-credit.ts";
import { tellDesk } from "./tell-desk.ts";
import { writeSettlement } from "./write-settlement.ts";

/** Where money of a rail is put in and paid out. */
export const railAccounts = { cash: accounts.cash.code, bank: accounts.clientBank.code } as const;

/**
 * Records money received by cash or bank: the receipt with its gapless number, its journal, and where the money goes.
 * Once for an idempotency key, and once for a bank's id of a transfer (CONFLICT names the receipt it made). Throws
 * INVALID for a day in the future or another currency than the lease's, PRECONDITION for a closed month or a choice
 * that exceeds an invoice. Amounts in minor units.
 */
export async function recordPayment({ ctx, input }: Verb<RecordPaymentInput>): Promise<PaymentDto> {
  requirePermission(ctx, "payments:write");
  return inTransaction(ctx, async (tx) => {
    const { paymentId } = await once(tx, ctx, { operation: "payments.record", input }, () =>
      record(tx, ctx, input),
    );
    return readPayment(tx.sql, ctx, paymentId);
  });
}

async function record(
  tx: Tx,
  ctx: ServiceContext,
  input: RecordPaymentInput,
): Promise<{ paymentId: string }> {
  const payment = await draftPayment(tx, ctx, input);
  const lease = input.leaseId === null ? null : await lockLease(tx, ctx, input.leaseId);
  checkFits(ctx, payment, lease);
  const { allocations: chosen, isSurplusCredit, note } = input;
  await enterPayment(tx, ctx, { payment, lease, chosen, isSurplusCredit, note });
  return { paymentId: payment.id };
}

export type NewEntry = {
  payment: PaymentState;
  /** Under its lock. */
  lease: LeaseState | null;
  chosen: RecordPaymentInput["allocations"];
  isSurplusCredit: boolean;
  note: string | null;
  /** What else is written of it, in the same round trip. */
  alongside?: () => Promise<unknown>;
};

/**
 * Enters money into the books in the caller's transaction: receipt number, journal, and where the money goes. The number
 * comes last and all that follows it goes in one round trip: others who take one wait until this commits.
 */
export async function enterPayment(
  tx: Tx,
  ctx: ServiceContext,
  { payment, lease, chosen, isSurplusCredit, note, alongside }: NewEntry,
): Promise<void> {
  const invoices = lease === null ? [] : await lockOpenInvoices(tx, ctx, lease.id);
  const { amountMinor, currency, reference, receivedOn: on } = payment;
  const plan = lease && planFor(ctx, { amountMinor, currency, lease, invoices, reference, chosen });
  const facts = await readInvoiceFacts(tx, ctx, plan?.allocations.map(({ invoiceId }) => invoiceId) ?? []);
  payment.number = await takeNumbers(tx, ctx, "receipt");
  const settlement = openSettlement();
  receive(settlement, { payment, lease, on });
  if (lease && plan) {
    const use = { payment, lease, invoices, plan, facts, on, isSurplusCredit, allocationCount: 0 };
    await applyPlan(tx, ctx, settlement, { ...use, source: "unallocated" });
  }
  const propertyId = lease?.propertyId ?? null;
  const trace = { action: "payment.recorded", entityType: "payment", entityId: payment.id };
  await together([
    writeSettlement(tx, ctx, settlement, [{ payment, propertyId, note }]),
    recordAudit(tx, ctx, { ...trace, after: payment }),
    alongside?.(),
    lease && payment.creditMinor > 0 && scheduleCredit(tx, ctx, lease, invoices),
    lease === null && tellDesk(tx, ctx),
  ]);
}

/** The payment as it was typed, with the bank's id of it claimed. */
async function draftPayment(tx: Tx, ctx: ServiceContext, input: RecordPaymentInput): Promise<PaymentState> {
  const { leaseId, payerContactId, rail, externalId, amountMinor, currency, reference, receivedOn } = input;
  if (leaseId === null) requireWholeAgency(ctx);
  if (leaseId === null && input.allocations !== null) {
    throw invalidField("leaseId", "required", "say whose invoices these are");
  }
  await requirePayer(tx, ctx, payerContactId);
  const accountCode = railAccounts[rail];
  const fields = { leaseId, payerContactId, rail, accountCode, amountMinor, currency, reference, receivedOn };
  const payment = newPayment(fields);
  if (externalId !== null) {
    await claimTransfer(tx, ctx, { rail, accountCode, externalId, paymentId: payment.id });
  }
  return payment;
}

type NewPaymentFields = {
  leaseId: string | null;
  payerContactId: string | null;
  rail: PaymentRail;
  accountCode: AccountCode;
  amountMinor: number;
  currency: string;
  reference: string | null;
  receivedOn: CivilDate;
};

/** A payment that nothing has happened to: all of it unallocated, without a number yet. */
export function newPayment(fields: NewPaymentFields): PaymentState {
  return {
    ...fields,
    id: newId(),
    number: 0,
    recordedLeaseId: fields.leaseId,
    journalId: newId(),
    allocatedMinor: 0,
    creditMinor: 0,
    unallocatedMinor: fields.amountMinor,
    refundedMinor: 0,
    reversedMinor: 0,
    version: 0,
  };
}

function checkFits(ctx: ServiceContext, payment: PaymentState, lease: LeaseState | null): void {
  const now = lease ? leaseToday(ctx, lease) : agencyToday(ctx);
  if (payment.receivedOn > now)
    throw invalidField("receivedOn", "not_future", "money cannot have been received after today");
  if (lease && lease.currency !== payment.currency) {
    throw invalidField("currency", "lease_currency", `the lease is in ${lease.currency}`);
  }
}

const payerById = {
  name: "payments_payer",
  text: `select id from contacts where agency_id = $1 and id = $2`,
};

async function requirePayer(tx: Tx, ctx: ServiceContext, contactId: string | null): Promise<void> {
  if (contactId === null) return;
  const found = await tx.sql(payerById, ctx.agencyId, contactId);
  if (found.length === 0) throw new AppError("NOT_FOUND", "there is no such contact", { contactId });
}
