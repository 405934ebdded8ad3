import type { Tx } from "@stead/db/client";
import { today, type Clock } from "@stead/kernel/clock";
import type { CivilDate } from "@stead/kernel/dates";
import { assert } from "@stead/kernel/errors";
import type { ServiceContext } from "../context/index.ts";
import { allocate } from "./change-allocation.ts";
import { keepAsCredit, type Settlement } from "./posting.ts";
import { readInvoiceFacts } from "./queries.ts";
import type {
  InvoiceFacts,
  InvoiceState,
  LeaseState,
  MoneySource,
  NewAllocation,
  PaymentState,
} from "./rows.ts";
import { planAllocation, type AllocationPlan, type ChosenAllocation } from "./rules.ts";

export type PlanSource = {
  amountMinor: number;
  currency: string;
  lease: LeaseState;
  invoices: readonly InvoiceState[];
  reference: string | null;
  chosen: readonly ChosenAllocation[] | null;
};

/** Today where the lease's property is: the day that says what is due. */
export function leaseToday(ctx: { clock: Clock }, lease: LeaseState): CivilDate {
  return today(ctx.clock, lease.timeZone);
}

/** The plan for an amount, by the agency's policy: the preview and the real allocation both come from here. */
export function planFor(ctx: ServiceContext, { lease, ...request }: PlanSource): AllocationPlan {
  return planAllocation({ ...request, today: leaseToday(ctx, lease), policy: ctx.agency.policies });
}

export type PlanUse = {
  payment: PaymentState;
  lease: LeaseState;
  invoices: readonly InvoiceState[];
  plan: AllocationPlan;
  source: MoneySource;
  on: CivilDate;
  /** Whether what stays unallocated is kept as the tenant's credit. */
  isSurplusCredit: boolean;
  /** Allocations that the payment ever had. */
  allocationCount: number;
  /** Facts known so far; those of further invoices are added. */
  facts?: Map<string, InvoiceFacts>;
};

/** Turns a plan into allocations and, where asked for, the surplus into credit. */
export async function applyPlan(
  tx: Tx,
  ctx: ServiceContext,
  settlement: Settlement,
  use: PlanUse,
): Promise<NewAllocation[]> {
  const { payment, lease, invoices, plan, source, on, facts = new Map<string, InvoiceFacts>() } = use;
  const unknown = plan.allocations.map(({ invoiceId }) => invoiceId).filter((id) => !facts.has(id));
  if (unknown.length > 0)
    for (const [id, fact] of await readInvoiceFacts(tx, ctx, unknown)) facts.set(id, fact);
  const made = plan.allocations.map(({ invoiceId, amountMinor, explanation }, index) => {
    const invoice = invoices.find(({ id }) => id === invoiceId);
    const known = facts.get(invoiceId);
    assert(invoice && known, "payments: the plan names an invoice that is not locked");
    return allocate(settlement, {
      payment,
      lease,
      invoice,
      facts: known,
      amountMinor,
      source,
      on,
      explanation,
      ordinal: use.allocationCount + index + 1,
    });
  });
  if (use.isSurplusCredit && payment.unallocatedMinor > 0)
    keepAsCredit(settlement, { payment, lease, on, amountMinor: payment.unallocatedMinor });
  return made;
}
