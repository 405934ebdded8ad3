import type { Tx } from "@stead/db/client";
import { maxDate, type CivilDate } from "@stead/kernel/dates";
import { assert } from "@stead/kernel/errors";
import { sumMinor } from "@stead/kernel/money";
import {
  inTransaction,
  recordAudit,
  requirePermission,
  requireWholeAgency,
  type ServiceContext,
  type Verb,
} from "../context/index.ts";
import type { AppliedCredit } from "./apply-credit.ts";
import { leaseToday } from "./apply-plan.ts";
import { lockInvoicesOfLeases, lockLeases } from "./lock-leases.ts";
import { allocate } from "./change-allocation.ts";
import { openSettlement, type Settlement } from "./posting.ts";
import { lockPayments, readInvoiceFacts } from "./queries.ts";
import type { InvoiceFacts, InvoiceState, LeaseState, PaymentState } from "./rows.ts";
import { planAllocation } from "./rules.ts";
import { writeSettlement } from "./write-settlement.ts";

/** Payments whose credit could pay something: their lease has an open invoice that is due. */
const candidates = {
  name: "",
  text: `select c.payment_id as id from payment_balances c
    where c.agency_id = $1 and c.credit_minor > 0 and exists (
      select from invoice_balances b
      where b.agency_id = $1 and b.lease_id = c.lease_id and b.status in ('open', 'part_paid') and b.due_on <= $2)
    order by c.payment_id limit $3`,
};

const histories = {
  name: "",
  text: `select p.id,
      (select count(*)::int from allocations a where a.agency_id = $1 and a.payment_id = p.id) as "allocationCount",
      (select max(j.occurred_on) from journals j where j.agency_id = $1 and j.entity_id = p.id) as "lastEventOn"
    from unnest($2::uuid[]) as p (id)`,
};

type PaymentHistory = { id: string; allocationCount: number; lastEventOn: CivilDate };

const mostAtOnce = 500;

/**
 * Pays due invoices from credit for the whole agency, up to 500 payments in one transaction, the oldest receipt of a
 * lease first. Answers what it did; when nothing is left to pay, zero. Does the same as `applyCredit` for each lease.
 */
export async function applyCredits({ ctx, input }: Verb<{ dueBy: CivilDate }>): Promise<AppliedCredit> {
  requirePermission(ctx, "payments:write");
  requireWholeAgency(ctx);
  return inTransaction(ctx, async (tx) => {
    const ids = (await tx.sql<{ id: string }>(candidates, ctx.agencyId, input.dueBy, mostAtOnce)).map(
      ({ id }) => id,
    );
    if (ids.length === 0) return { allocatedMinor: 0, allocationCount: 0 };
    const payments = (await lockPayments(tx, ctx, ids)).filter(
      ({ creditMinor, leaseId }) => creditMinor > 0 && leaseId !== null,
    );
    const leaseIds = [...new Set(payments.flatMap(({ leaseId }) => leaseId ?? []))];
    const leases = await lockLeases(tx, ctx, leaseIds);
    const invoices = await lockInvoicesOfLeases(tx, ctx, leaseIds);
    const facts = await readInvoiceFacts(
      tx,
      ctx,
      invoices.map(({ id }) => id),
    );
    const pasts = new Map(
      (await tx.sql<PaymentHistory>(histories, ctx.agencyId, ids)).map((past) => [past.id, past]),
    );
    const settlement = openSettlement();
    for (const payment of payments.toSorted(byReceipt)) {
      const lease = leases.get(payment.leaseId ?? "");
      const past = pasts.get(payment.id);
      assert(lease && past, "payments: credit without its lease");
      spend(ctx, settlement, {
        payment,
        lease,
        past,
        invoices: invoices.filter(({ leaseId }) => leaseId === lease.id),
        facts,
      });
    }
    await writeSettlement(tx, ctx, settlement);
    await tell(tx, ctx, settlement);
    return {
      allocatedMinor: sumMinor(settlement.allocations.map(({ amountMinor }) => amountMinor)),
      allocationCount: settlement.allocations.length,
    };
  });
}

function byReceipt(left: PaymentState, right: PaymentState): number {
  return left.receivedOn === right.receivedOn
    ? left.number - right.number
    : left.receivedOn < right.receivedOn
      ? -1
      : 1;
}

type Spending = {
  payment: PaymentState;
  lease: LeaseState;
  past: PaymentHistory;
  invoices: readonly InvoiceState[];
  facts: ReadonlyMap<string, InvoiceFacts>;
};

function spend(
  ctx: ServiceContext,
  settlement: Settlement,
  { payment, lease, past, invoices, facts }: Spending,
): void {
  const today = leaseToday(ctx, lease);
  const plan = planAllocation({
    amountMinor: payment.creditMinor,
    currency: payment.currency,
    today,
    invoices,
    policy: ctx.agency.policies,
    reference: null,
    chosen: null,
  });
  plan.allocations.forEach((planned, index) => {
    const invoice = invoices.find(({ id }) => id === planned.invoiceId);
    const known = facts.get(planned.invoiceId);
    assert(invoice && known, "payments: the plan names an invoice that is not locked");
    const { rule, steps } = planned.explanation;
    const explanation = {
      rule,
      steps: [`The tenant's credit of receipt ${payment.number} pays what came due`, ...steps],
    };
    const on = maxDate(today, past.lastEventOn);
    allocate(settlement, {
      payment,
      lease,
      invoice,
      facts: known,
      amountMinor: planned.amountMinor,
      source: "credit",
      on,
      explanation,
      ordinal: past.allocationCount + index + 1,
    });
  });
}

async function tell(tx: Tx, ctx: ServiceContext, settlement: Settlement): Promise<void> {
  const byLease = Map.groupBy(settlement.allocations, ({ leaseId }) => leaseId);
  const entries = Array.from(byLease, ([leaseId, made]) => ({
    action: "credit.applied",
    entityType: "lease",
    entityId: leaseId,
    after: { allocatedMinor: sumMinor(made.map(({ amountMinor }) => amountMinor)) },
  }));
  if (entries.length > 0) await recordAudit(tx, ctx, ...entries);
}
