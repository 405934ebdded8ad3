import type { Explanation } from "@stead/contracts/fields";
import type { DepositMovementDto } from "@stead/contracts/deposits";
import { maxDate, type CivilDate } from "@stead/kernel/dates";
import { assert } from "@stead/kernel/errors";
import { newId } from "@stead/kernel/ids";
import type { z } from "zod";
import { accounts, type AccountCode, type Posting, type PostingLine } from "../ledger/index.ts";
import type {
  AllocationState,
  InvoiceFacts,
  InvoiceState,
  LeaseState,
  MoneySource,
  PaymentState,
} from "./rows.ts";
import { splitOwnerShares, type OwnerKind } from "./rules.ts";

const {
  clientBank,
  depositBank,
  cash,
  tenantReceivable,
  depositReceivable,
  depositsHeld,
  depositsInvoiced,
  tenantCredit,
  unallocatedReceipts,
} = accounts;

export type NewAllocation = {
  id: string;
  paymentId: string;
  invoiceId: string;
  leaseId: string;
  amountMinor: number;
  currency: string;
  source: MoneySource;
  allocatedOn: CivilDate;
  explanation: Explanation;
  reversesId: string | null;
  journalId: string;
};

export type NewOwnerEntry = {
  propertyId: string;
  kind: OwnerKind;
  amountMinor: number;
  currency: string;
  occurredOn: CivilDate;
  leaseId: string;
  sourceId: string;
  journalId: string;
};

export type NewDepositMovement = {
  leaseId: string;
  propertyId: string;
  kind: z.infer<typeof DepositMovementDto>["kind"];
  amountMinor: number;
  currency: string;
  movedOn: CivilDate;
  reason: string;
  journalId: string;
};

/**
 * What one act does to money, put together in memory under the locks and written at once (`writeSettlement`). The
 * functions below move money between the parts of payments and invoices; each writes its journal.
 */
export type Settlement = {
  payments: Map<string, PaymentState>;
  /** What each invoice is paid more, or less. */
  paidMinor: Map<string, number>;
  allocations: NewAllocation[];
  ownerEntries: NewOwnerEntry[];
  depositMovements: NewDepositMovement[];
  postings: Posting[];
};

export function openSettlement(): Settlement {
  return {
    payments: new Map(),
    paidMinor: new Map(),
    allocations: [],
    ownerEntries: [],
    depositMovements: [],
    postings: [],
  };
}

const sourceAccounts = { unallocated: unallocatedReceipts.code, credit: tenantCredit.code } as const;
const sourceParts = { unallocated: "unallocatedMinor", credit: "creditMinor" } as const;

type LineMaker = (account: AccountCode, amountMinor: number) => PostingLine;

/** Lines of one payment: each names its property, unit, lease and contact. */
export function linesOf(
  payment: Pick<PaymentState, "currency" | "payerContactId">,
  lease: LeaseState | null,
): LineMaker {
  return (account, amountMinor) => ({
    account,
    amountMinor,
    currency: payment.currency,
    propertyId: lease?.propertyId ?? null,
    unitId: lease?.unitId ?? null,
    leaseId: lease?.id ?? null,
    contactId: lease?.contactId ?? payment.payerContactId,
  });
}

/** The account that a payment's cash lies on: opening money and withheld deposits are in the client bank. */
function cashAccountOf({ accountCode }: Pick<PaymentState, "accountCode">): AccountCode {
  return accountCode === cash.code ? cash.code : clientBank.code;
}

type PaymentMove = { payment: PaymentState; lease: LeaseState; on: CivilDate };

/** Adds a journal of a payment, and the payment to what is written. */
export function post(
  settlement: Settlement,
  payment: PaymentState,
  posting: Omit<Posting, "entityId">,
): void {
  settlement.postings.push({ ...posting, entityId: payment.id });
  settlement.payments.set(payment.id, payment);
}

/** Where a payment's money came from: cash or bank, the change-over, or a deposit that goes over to the client bank. */
export function originLines(payment: PaymentState, lease: LeaseState | null): PostingLine[] {
  const line = linesOf(payment, lease);
  const { amountMinor } = payment;
  if (payment.rail !== "deposit") return [line(payment.accountCode, amountMinor)];
  return [
    line(depositsHeld.code, amountMinor),
    line(clientBank.code, amountMinor),
    line(depositBank.code, -amountMinor),
  ];
}

/** The receipt itself: money is there, and nothing says yet what for. */
export function receive(
  settlement: Settlement,
  { payment, lease, on }: { payment: PaymentState; lease: LeaseState | null; on: CivilDate },
): void {
  post(settlement, payment, {
    id: payment.journalId,
    key: `payment:${payment.id}`,
    event: payment.rail === "deposit" ? "deposit.withheld" : "payment.received",
    occurredOn: on,
    memo: `Receipt ${payment.number} (${payment.rail})`,
    lines: [
      ...originLines(payment, lease),
      linesOf(payment, lease)(unallocatedReceipts.code, -payment.amountMinor),
    ],
  });
}

/** Gives a payment that waited without one its lease; the books show its unallocated money there from now on. */
export function assignLease(
  settlement: Settlement,
  { payment, lease, on }: PaymentMove,
  from: LeaseState | null,
): void {
  const away = linesOf(payment, from);
  const here = linesOf(payment, lease);
  post(settlement, payment, {
    key: `payment-lease:${payment.id}:${payment.version}`,
    event: "payment.assigned",
    occurredOn: on,
    memo: `Receipt ${payment.number} belongs to lease ${lease.number}`,
    lines: [
      away(unallocatedReceipts.code, payment.unallocatedMinor),
      here(unallocatedReceipts.code, -payment.unallocatedMinor),
    ],
  });
  payment.leaseId = lease.id;
}

export type AllocateMove = PaymentMove & {
  invoice: InvoiceState;
  facts: InvoiceFacts;
  amountMinor: number;
  source: MoneySource;
  explanation: Explanation;
  /** Which allocation of the payment it is, counting from 1 and with the reversed ones. */
  ordinal: number;
};

/** Pays an invoice from a part of a payment. Dated no earlier than the invoice, nor than what was last taken back from it. */
export function allocate(settlement: Settlement, move: AllocateMove): NewAllocation {
  const { payment, lease, invoice, facts, amountMinor, source, ordinal } = move;
  const part = sourceParts[source];
  assert(amountMinor > 0 && amountMinor <= invoice.openMinor, "payments: an allocation exceeds the invoice");
  assert(amountMinor <= payment[part], "payments: an allocation exceeds the payment");
  const on = maxDate(maxDate(move.on, invoice.issuedOn), facts.reopenedOn ?? invoice.issuedOn);
  const journalId = newId();
  payment[part] -= amountMinor;
  payment.allocatedMinor += amountMinor;
  changePaid(settlement, invoice, amountMinor);
  const allocation: NewAllocation = {
    id: newId(),
    paymentId: payment.id,
    invoiceId: invoice.id,
    leaseId: lease.id,
    amountMinor,
    currency: payment.currency,
    source,
    allocatedOn: on,
    explanation: move.explanation,
    reversesId: null,
    journalId,
  };
  settlement.allocations.push(allocation);
  post(settlement, payment, {
    id: journalId,
    key: `allocation:${payment.id}:${invoice.id}:${ordinal}`,
    event: invoice.kind === "deposit" ? "deposit.received" : "payment.allocated",
    occurredOn: on,
    memo: `Receipt ${payment.number} pays invoice ${invoice.number}`,
    lines: allocationLines({ payment, lease, invoice, amountMinor }, sourceAccounts[source]),
  });
  if (invoice.kind === "deposit") {
    moveDeposit(settlement, {
      lease,
      allocation,
      amountMinor,
      on,
      reason: `Receipt ${payment.number} paid invoice ${invoice.number}`,
    });
  } else {
    for (const share of splitOwnerShares(amountMinor, facts.uncollected)) {
      facts.uncollected.set(share.kind, (facts.uncollected.get(share.kind) ?? 0) - share.amountMinor);
      enterForOwner(settlement, { lease, allocation, on, ...share });
    }
  }
  return allocation;
}

/** A paid deposit is held (decisions: ledger): what was asked for becomes what is owed back, and its cash moves to the deposit bank. */
function allocationLines(
  {
    payment,
    lease,
    invoice,
    amountMinor,
  }: Pick<AllocateMove, "payment" | "lease" | "invoice" | "amountMinor">,
  source: AccountCode,
) {
  const line = linesOf(payment, lease);
  if (invoice.kind !== "deposit")
    return [line(source, amountMinor), line(tenantReceivable.code, -amountMinor)];
  return [
    line(source, amountMinor),
    line(depositReceivable.code, -amountMinor),
    line(depositsInvoiced.code, amountMinor),
    line(depositsHeld.code, -amountMinor),
    line(depositBank.code, amountMinor),
    line(cashAccountOf(payment), -amountMinor),
  ];
}

export type TakeBackMove = PaymentMove & {
  invoice: InvoiceState;
  allocation: AllocationState;
  reason: string;
};

/** Takes an allocation back: the invoice is open again, the money unallocated, the owners' entries undone. */
export function takeBack(
  settlement: Settlement,
  { payment, lease, invoice, allocation, on, reason }: TakeBackMove,
): void {
  const { amountMinor } = allocation;
  const journalId = newId();
  payment.allocatedMinor -= amountMinor;
  payment.unallocatedMinor += amountMinor;
  changePaid(settlement, invoice, -amountMinor);
  const reversal: NewAllocation = {
    id: newId(),
    paymentId: payment.id,
    invoiceId: invoice.id,
    leaseId: allocation.leaseId,
    amountMinor: -amountMinor,
    currency: payment.currency,
    source: "unallocated",
    allocatedOn: on,
    explanation: { rule: "Taken back", steps: [reason] },
    reversesId: allocation.id,
    journalId,
  };
  settlement.allocations.push(reversal);
  post(settlement, payment, {
    id: journalId,
    key: `reversal:${allocation.journalId}`,
    event: invoice.kind === "deposit" ? "deposit.returned" : "allocation.reversed",
    occurredOn: on,
    memo: `Receipt ${payment.number} no longer pays invoice ${invoice.number}: ${reason}`,
    reversesId: allocation.journalId,
    lines: allocationLines({ payment, lease, invoice, amountMinor: -amountMinor }, unallocatedReceipts.code),
  });
  if (invoice.kind === "deposit")
    moveDeposit(settlement, { lease, allocation: reversal, amountMinor: -amountMinor, on, reason });
  for (const entry of allocation.ownerEntries) {
    enterForOwner(settlement, {
      lease,
      allocation: reversal,
      on,
      kind: entry.kind,
      amountMinor: -entry.amountMinor,
    });
  }
}

/** Keeps unallocated money as the tenant's credit. */
export function keepAsCredit(
  settlement: Settlement,
  { payment, lease, on, amountMinor }: PaymentMove & { amountMinor: number },
): void {
  assert(
    amountMinor > 0 && amountMinor <= payment.unallocatedMinor,
    "payments: more credit than is unallocated",
  );
  payment.unallocatedMinor -= amountMinor;
  payment.creditMinor += amountMinor;
  const line = linesOf(payment, lease);
  const id = newId();
  post(settlement, payment, {
    id,
    key: `credit:${id}`,
    event: "payment.credited",
    occurredOn: on,
    memo: `What is left of receipt ${payment.number} is kept as credit`,
    lines: [line(unallocatedReceipts.code, amountMinor), line(tenantCredit.code, -amountMinor)],
  });
}

/** Takes a payment's money from a part of it, for a refund or a reversal. */
export function takeFromPart(payment: PaymentState, source: MoneySource, amountMinor: number): AccountCode {
  const part = sourceParts[source];
  assert(amountMinor > 0 && amountMinor <= payment[part], "payments: more than there is");
  payment[part] -= amountMinor;
  return sourceAccounts[source];
}

function changePaid(settlement: Settlement, invoice: InvoiceState, amountMinor: number): void {
  invoice.openMinor -= amountMinor;
  settlement.paidMinor.set(invoice.id, (settlement.paidMinor.get(invoice.id) ?? 0) + amountMinor);
}

type DepositMove = {
  lease: LeaseState;
  allocation: NewAllocation;
  amountMinor: number;
  on: CivilDate;
  reason: string;
};

function moveDeposit(
  settlement: Settlement,
  { lease, allocation, amountMinor, on, reason }: DepositMove,
): void {
  const { currency, journalId } = allocation;
  settlement.depositMovements.push({
    leaseId: lease.id,
    propertyId: lease.propertyId,
    kind: "received",
    amountMinor,
    currency,
    movedOn: on,
    reason,
    journalId,
  });
}

type OwnerMove = {
  lease: LeaseState;
  allocation: NewAllocation;
  on: CivilDate;
  kind: OwnerKind;
  amountMinor: number;
};

function enterForOwner(
  settlement: Settlement,
  { lease, allocation, on, kind, amountMinor }: OwnerMove,
): void {
  const { id: sourceId, currency, journalId } = allocation;
  settlement.ownerEntries.push({
    propertyId: lease.propertyId,
    kind,
    amountMinor,
    currency,
    occurredOn: on,
    leaseId: lease.id,
    sourceId,
    journalId,
  });
}
