import type { Tx } from "@stead/db/client";
import { maxDate } from "@stead/kernel/dates";
import { sumMinor } from "@stead/kernel/money";
import {
  inTransaction,
  recordAudit,
  requirePermission,
  type ServiceContext,
  type Verb,
} from "../context/index.ts";
import { applyPlan, leaseToday, planFor } from "./apply-plan.ts";
import { openSettlement, type Settlement } from "./posting.ts";
import { lockLease, lockOpenInvoices, lockPayments, readPaymentFacts } from "./queries.ts";
import type { InvoiceFacts, InvoiceState, LeaseState, PaymentState } from "./rows.ts";
import { scheduleCredit } from "./schedule-credit.ts";
import { writeSettlement } from "./write-settlement.ts";

const creditors = {
  name: "payments_with_credit",
  text: `select payment_id as id from payment_balances where agency_id = $1 and lease_id = $2 and credit_minor > 0 order by payment_id`,
};

export type AppliedCredit = { allocatedMinor: number; allocationCount: number };

/**
 * Pays a lease's due invoices from the tenant's credit, the oldest payment's first, by the agency's policy. Does what
 * is left to do, so running it again does nothing more. Credit that stays waits for the next due day by itself.
 */
export async function applyCredit({ ctx, input }: Verb<{ leaseId: string }>): Promise<AppliedCredit> {
  requirePermission(ctx, "payments:write");
  if (!ctx.agency.policies.isCreditAutoApplied) return { allocatedMinor: 0, allocationCount: 0 };
  return inTransaction(ctx, async (tx) => {
    const ids = (await tx.sql<{ id: string }>(creditors, ctx.agencyId, input.leaseId)).map(({ id }) => id);
    const payments = ids.length === 0 ? [] : await lockPayments(tx, ctx, ids);
    const lease = await lockLease(tx, ctx, input.leaseId);
    const rich = payments
      .filter((payment) => payment.creditMinor > 0 && payment.leaseId === lease.id)
      .toSorted(byReceipt);
    if (rich.length === 0) return { allocatedMinor: 0, allocationCount: 0 };
    const invoices = await lockOpenInvoices(tx, ctx, lease.id);
    const settlement = openSettlement();
    await spend(tx, ctx, settlement, { payments: rich, lease, invoices });
    if (settlement.allocations.length > 0) await writeSettlement(tx, ctx, settlement);
    if (rich.some((payment) => payment.creditMinor > 0)) await scheduleCredit(tx, ctx, lease, invoices);
    const allocatedMinor = sumMinor(settlement.allocations.map(({ amountMinor }) => amountMinor));
    if (allocatedMinor > 0) {
      await recordAudit(tx, ctx, {
        action: "credit.applied",
        entityType: "lease",
        entityId: lease.id,
        after: { allocatedMinor },
      });
    }
    return { allocatedMinor, allocationCount: settlement.allocations.length };
  });
}

function byReceipt(left: PaymentState, right: PaymentState): number {
  return left.receivedOn === right.receivedOn
    ? left.number - right.number
    : left.receivedOn < right.receivedOn
      ? -1
      : 1;
}

type Spending = { payments: readonly PaymentState[]; lease: LeaseState; invoices: readonly InvoiceState[] };

async function spend(
  tx: Tx,
  ctx: ServiceContext,
  settlement: Settlement,
  { payments, lease, invoices }: Spending,
): Promise<void> {
  const facts = new Map<string, InvoiceFacts>();
  for (const payment of payments) {
    const plan = planFor(ctx, {
      amountMinor: payment.creditMinor,
      currency: payment.currency,
      lease,
      invoices,
      reference: null,
      chosen: null,
    });
    if (plan.allocations.length === 0) return;
    const { allocationCount, lastEventOn } = await readPaymentFacts(tx, ctx, payment.id);
    const on = maxDate(leaseToday(ctx, lease), lastEventOn);
    for (const { explanation } of plan.allocations)
      explanation.steps.unshift(`The tenant's credit of receipt ${payment.number} pays what came due`);
    await applyPlan(tx, ctx, settlement, {
      payment,
      lease,
      invoices,
      plan,
      source: "credit",
      on,
      isSurplusCredit: false,
      allocationCount,
      facts,
    });
  }
}
