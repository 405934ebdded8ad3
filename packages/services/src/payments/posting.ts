import type { CivilDate } from "@stead/kernel/dates";
import { assert } from "@stead/kernel/errors";
import { newId } from "@stead/kernel/ids";
import { accounts, type AccountCode, type Posting, type PostingLine } from "../ledger/index.ts";
import type {
  LeaseState,
  MoneySource,
  NewAllocation,
  NewDepositMovement,
  NewOwnerEntry,
  PaymentState,
} from "./rows.ts";

const { clientBank, depositBank, cash, depositsHeld, tenantCredit, unallocatedReceipts } = accounts;

/**
 * What one act does to money, put together in memory under the locks and written at once (`writeSettlement`). The
 * functions here and in change-allocation.ts move money between the parts of payments and invoices; each writes its
 * journal.
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
export function cashAccountOf({ accountCode }: Pick<PaymentState, "accountCode">): AccountCode {
  return accountCode === cash.code ? cash.code : clientBank.code;
}

export type PaymentMove = { payment: PaymentState; lease: LeaseState; on: CivilDate };

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

/** Takes credit out of the tenant's account again: it is unallocated money of its payment. */
export function releaseCredit(
  settlement: Settlement,
  {
    payment,
    lease,
    on,
    amountMinor,
  }: Omit<PaymentMove, "lease"> & { lease: LeaseState | null; amountMinor: number },
): void {
  takeFromPart(payment, "credit", amountMinor);
  payment.unallocatedMinor += amountMinor;
  const line = linesOf(payment, lease);
  const id = newId();
  post(settlement, payment, {
    id,
    key: `credit-release:${id}`,
    event: "credit.reversed",
    occurredOn: on,
    memo: `Credit of receipt ${payment.number} is free again`,
    lines: [line(tenantCredit.code, amountMinor), line(unallocatedReceipts.code, -amountMinor)],
  });
}

/** Puts money back into a part of a payment; answers the account on which that part lies. */
export function putInPart(payment: PaymentState, source: MoneySource, amountMinor: number): AccountCode {
  payment[sourceParts[source]] += amountMinor;
  return sourceAccounts[source];
}

/** Takes money out of a part of a payment; answers the account on which that part lies. */
export function takeFromPart(payment: PaymentState, source: MoneySource, amountMinor: number): AccountCode {
  const part = sourceParts[source];
  assert(amountMinor > 0 && amountMinor <= payment[part], "payments: more is taken from a part than it has");
  payment[part] -= amountMinor;
  return sourceAccounts[source];
}
