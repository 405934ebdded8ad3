import type { Tx } from "@stead/db/client";
import type { CivilDate } from "@stead/kernel/dates";
import { AppError, assert } from "@stead/kernel/errors";
import {
  inTransaction,
  recordAudit,
  requirePermission,
  requireWholeAgency,
  takeNumbers,
  type ServiceContext,
  type Verb,
} from "../context/index.ts";
import { allocate } from "./change-allocation.ts";
import { keepAsCredit, openSettlement, receive, type Settlement } from "./posting.ts";
import { lockInvoicesOfLeases, lockLeases } from "./lock-leases.ts";
import { readInvoiceFacts } from "./queries.ts";
import { newPayment, railAccounts } from "./record-payment.ts";
import type { InvoiceFacts, InvoiceState, LeaseState, PaymentState } from "./rows.ts";
import { planAllocation } from "./rules.ts";
import { writeSettlement } from "./write-settlement.ts";

/** Money of a list of receipts: a day's cash, a bank's statement, a history. */
export type ReceivedPayment = {
  leaseId: string | null;
  rail: keyof typeof railAccounts;
  amountMinor: number;
  currency: string;
  receivedOn: CivilDate;
  reference: string | null;
};

export type RecordedPayments = {
  paymentIds: string[];
  allocatedMinor: number;
  creditMinor: number;
  unallocatedMinor: number;
};

/** More in one transaction would hold the receipts' counter too long. */
const mostPaymentsAtOnce = 1_000;

export type Books = {
  leases: ReadonlyMap<string, LeaseState>;
  invoices: ReadonlyMap<string, InvoiceState[]>;
  facts: ReadonlyMap<string, InvoiceFacts>;
};

/**
 * Records up to 1,000 payments in one transaction and a fixed number of statements, in the order of the days they were
 * received. Each is allocated by the agency's policy over what was due on its day; what is left is the tenant's credit.
 * One without a lease stays unallocated. All or none: throws NOT_FOUND for an unknown lease, INVALID for another
 * currency, PRECONDITION for a closed month. Amounts in minor units.
 */
export async function recordPayments({
  ctx,
  input,
}: Verb<{ payments: readonly ReceivedPayment[] }>): Promise<RecordedPayments> {
  requirePermission(ctx, "payments:write");
  requireWholeAgency(ctx);
  const received = input.payments.toSorted((a, b) =>
    a.receivedOn < b.receivedOn ? -1 : a.receivedOn > b.receivedOn ? 1 : 0,
  );
  if (received.length > mostPaymentsAtOnce)
    throw new AppError("TOO_LARGE", `record at most ${mostPaymentsAtOnce} payments at once`);
  return inTransaction(ctx, async (tx) => {
    const leaseIds = [...new Set(received.flatMap(({ leaseId }) => leaseId ?? []))];
    const books = await openBooks(tx, ctx, leaseIds);
    const firstNumber = await takeNumbers(tx, ctx, "receipt", received.length);
    const settlement = openSettlement();
    const created = received.map((entry, index) =>
      recordOne(ctx, books, settlement, entry, firstNumber + index),
    );
    await writeSettlement(tx, ctx, settlement, created);
    const payments = created.map(({ payment }) => payment);
    await recordAudit(
      tx,
      ctx,
      ...payments.map((payment) => ({
        action: "payment.recorded",
        entityType: "payment",
        entityId: payment.id,
        after: payment,
      })),
    );
    return totals(payments);
  });
}

/** The leases and their open invoices under their locks, in the one order. */
export async function openBooks(tx: Tx, ctx: ServiceContext, leaseIds: readonly string[]): Promise<Books> {
  const leases = await lockLeases(tx, ctx, leaseIds);
  const invoices = await lockInvoicesOfLeases(tx, ctx, leaseIds);
  const facts = await readInvoiceFacts(
    tx,
    ctx,
    invoices.map(({ id }) => id),
  );
  return { leases, invoices: Map.groupBy(invoices, ({ leaseId }) => leaseId), facts };
}

function recordOne(
  ctx: ServiceContext,
  books: Books,
  settlement: Settlement,
  entry: ReceivedPayment,
  number: number,
) {
  const { leaseId, rail, amountMinor, currency, receivedOn, reference } = entry;
  const lease = leaseId === null ? null : books.leases.get(leaseId);
  if (lease === undefined) throw new AppError("NOT_FOUND", "there is no such lease", { leaseId });
  if (lease && lease.currency !== currency)
    throw new AppError("INVALID", `the lease is in ${lease.currency}`, { leaseId: lease.id });
  const payment = newPayment({
    leaseId,
    payerContactId: lease?.contactId ?? null,
    rail,
    accountCode: railAccounts[rail],
    amountMinor,
    currency,
    reference,
    receivedOn,
  });
  payment.number = number;
  receive(settlement, { payment, lease, on: receivedOn });
  if (lease) settleByPolicy(ctx, books, settlement, { payment, lease, today: receivedOn });
  return { payment, propertyId: lease?.propertyId ?? null, note: null };
}

/** Pays what is due on `today`, dated on the day of receipt; the invoices' open amounts go down for the next payment. */
export function settleByPolicy(
  ctx: ServiceContext,
  books: Books,
  settlement: Settlement,
  { payment, lease, today }: { payment: PaymentState; lease: LeaseState; today: CivilDate },
): void {
  const { amountMinor, currency, receivedOn, reference } = payment;
  const invoices = books.invoices.get(lease.id) ?? [];
  const open = invoices.filter((invoice) => invoice.openMinor > 0);
  const plan = planAllocation({
    amountMinor,
    currency,
    today,
    invoices: open,
    policy: ctx.agency.policies,
    reference,
    chosen: null,
  });
  plan.allocations.forEach((planned, index) => {
    const invoice = invoices.find(({ id }) => id === planned.invoiceId);
    const facts = books.facts.get(planned.invoiceId);
    assert(invoice && facts, "payments: the plan names an invoice that is not locked");
    allocate(settlement, {
      payment,
      lease,
      invoice,
      facts,
      amountMinor: planned.amountMinor,
      source: "unallocated",
      on: receivedOn,
      explanation: planned.explanation,
      ordinal: index + 1,
    });
  });
  if (payment.unallocatedMinor > 0)
    keepAsCredit(settlement, { payment, lease, on: receivedOn, amountMinor: payment.unallocatedMinor });
}

function totals(payments: readonly PaymentState[]): RecordedPayments {
  const sum = (part: "allocatedMinor" | "creditMinor" | "unallocatedMinor") =>
    payments.reduce((total, payment) => total + payment[part], 0);
  return {
    paymentIds: payments.map(({ id }) => id),
    allocatedMinor: sum("allocatedMinor"),
    creditMinor: sum("creditMinor"),
    unallocatedMinor: sum("unallocatedMinor"),
  };
}
