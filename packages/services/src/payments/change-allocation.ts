import type { Explanation } from "@stead/contracts/fields";
import { maxDate, type CivilDate } from "@stead/kernel/dates";
import { assert } from "@stead/kernel/errors";
import { newId } from "@stead/kernel/ids";
import { accounts, type AccountCode } from "../ledger/index.ts";
import { cashAccountOf, linesOf, post, takeFromPart, type PaymentMove, type Settlement } from "./posting.ts";
import type {
  AllocationState,
  InvoiceFacts,
  InvoiceState,
  LeaseState,
  MoneySource,
  NewAllocation,
} from "./rows.ts";
import { splitOwnerShares, type OwnerKind } from "./rules.ts";

const {
  depositBank,
  tenantReceivable,
  depositReceivable,
  depositsHeld,
  depositsInvoiced,
  unallocatedReceipts,
} = accounts;

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
  assert(amountMinor > 0 && amountMinor <= invoice.openMinor, "payments: an allocation exceeds the invoice");
  const on = maxDate(maxDate(move.on, invoice.issuedOn), facts.reopenedOn ?? invoice.issuedOn);
  const journalId = newId();
  const account = takeFromPart(payment, source, amountMinor);
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
    lines: allocationLines({ payment, lease, invoice, amountMinor }, account),
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

/** A paid deposit is held: what was asked for becomes what is owed back, and its cash moves to the deposit bank. */
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

export type Freeing = TakeBackMove & {
  facts: InvoiceFacts;
  /** How much of the allocation becomes free; the rest pays the invoice anew. */
  amountMinor: number;
  /** Of the allocation of what stays. */
  ordinal: number;
};

/** Frees a part of an allocation, or all of it: it is taken back, and what is not freed of it is allocated again. */
export function freeAllocation(
  settlement: Settlement,
  { facts, amountMinor, ordinal, ...move }: Freeing,
): void {
  const { payment, lease, invoice, allocation, on, reason } = move;
  takeBack(settlement, move);
  for (const { kind, amountMinor: entered } of allocation.ownerEntries)
    facts.uncollected.set(kind, (facts.uncollected.get(kind) ?? 0) + entered);
  if (amountMinor >= allocation.amountMinor) return;
  const explanation = {
    rule: "The rest stays",
    steps: [`${reason}: what it does not take of the earlier allocation still pays the invoice`],
  };
  const rest = {
    amountMinor: allocation.amountMinor - amountMinor,
    source: "unallocated",
    explanation,
    ordinal,
  } as const;
  allocate(settlement, { payment, lease, invoice, facts, on, ...rest });
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
