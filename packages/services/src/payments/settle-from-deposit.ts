import type { Tx } from "@stead/db/client";
import type { CivilDate } from "@stead/kernel/dates";
import { AppError } from "@stead/kernel/errors";
import { formatMoney, sumMinor } from "@stead/kernel/money";
import { takeNumbers, type ServiceContext } from "../context/index.ts";
import { accounts } from "../ledger/index.ts";
import { applyPlan } from "./apply-plan.ts";
import { openSettlement, receive } from "./posting.ts";
import { lockOpenInvoices, readInvoiceFacts } from "./queries.ts";
import { newPayment } from "./record-payment.ts";
import type { InvoiceState, LeaseState } from "./rows.ts";
import type { PlannedAllocation } from "./rules.ts";
import { writeSettlement } from "./write-settlement.ts";

export type DepositSettlement = { lease: LeaseState; amountMinor: number; on: CivilDate; reason: string };

/**
 * Pays open invoices of a lease from its held deposit, oldest due first, deposits asked for left out: a receipt of the
 * rail `deposit`, whose cash moves from the deposit bank to the client bank. The caller holds the lease's lock and has
 * checked what is held. Throws PRECONDITION when less than the amount is open. Returns the payment's id.
 */
export async function settleFromDeposit(
  tx: Tx,
  ctx: ServiceContext,
  { lease, amountMinor, on, reason }: DepositSettlement,
): Promise<string> {
  const invoices = (await lockOpenInvoices(tx, ctx, lease.id)).filter(({ kind }) => kind !== "deposit");
  const openMinor = sumMinor(invoices.map((invoice) => invoice.openMinor));
  if (amountMinor > openMinor) {
    const message = `only ${formatMoney(openMinor, lease.currency)} is open on this lease`;
    throw new AppError("PRECONDITION", message, { openMinor });
  }
  const allocations = planWithholding(invoices, amountMinor, reason);
  const ids = allocations.map(({ invoiceId }) => invoiceId);
  const facts = await readInvoiceFacts(tx, ctx, ids);
  const { id: leaseId, contactId: payerContactId, currency } = lease;
  const accountCode = accounts.depositsHeld.code;
  const payment = newPayment({
    leaseId,
    payerContactId,
    accountCode,
    amountMinor,
    currency,
    rail: "deposit",
    reference: null,
    receivedOn: on,
  });
  payment.number = await takeNumbers(tx, ctx, "receipt");
  const settlement = openSettlement();
  receive(settlement, { payment, lease, on });
  const plan = { allocations, surplusMinor: 0 };
  const use = { payment, lease, invoices, plan, facts, on, allocationCount: 0 };
  await applyPlan(tx, ctx, settlement, { ...use, source: "unallocated", isSurplusCredit: false });
  const { propertyId } = lease;
  const journalId = payment.journalId;
  const movement = { leaseId, propertyId, kind: "withheld", amountMinor: -amountMinor, currency } as const;
  settlement.depositMovements.push({ ...movement, movedOn: on, reason, journalId });
  await writeSettlement(tx, ctx, settlement, [{ payment, propertyId, note: reason }]);
  return payment.id;
}

function planWithholding(
  invoices: readonly InvoiceState[],
  amountMinor: number,
  reason: string,
): PlannedAllocation[] {
  let left = amountMinor;
  return invoices
    .map((invoice) => {
      const paidMinor = Math.min(left, invoice.openMinor);
      left -= paidMinor;
      const steps = [
        `Withheld from the deposit: ${reason}`,
        `Invoice ${invoice.number}, due on ${invoice.dueOn}, had ${formatMoney(invoice.openMinor, invoice.currency)} open`,
      ];
      return {
        invoiceId: invoice.id,
        amountMinor: paidMinor,
        explanation: { rule: "Oldest due date first", steps },
      };
    })
    .filter((allocation) => allocation.amountMinor > 0);
}
