import type { Tx } from "@stead/db/client";
import { dayStartMs } from "@stead/kernel/dates";
import { enqueue } from "@stead/queue/enqueue";
import type { ServiceContext } from "../context/index.ts";
import { leaseToday } from "./apply-plan.ts";
import type { InvoiceState, LeaseState } from "./rows.ts";

/** Sees to it that a tenant's credit pays the next invoice on the day it comes due. Nothing waits: nothing happens. */
export async function scheduleCredit(
  tx: Tx,
  ctx: ServiceContext,
  lease: LeaseState,
  invoices: readonly InvoiceState[],
): Promise<void> {
  if (!ctx.agency.policies.isCreditAutoApplied) return;
  const now = leaseToday(ctx, lease);
  const [nextDue] = invoices
    .filter(({ openMinor, dueOn }) => openMinor > 0 && dueOn > now)
    .map(({ dueOn }) => dueOn)
    .toSorted();
  if (nextDue === undefined) return;
  await enqueue(
    tx,
    ctx,
    "payments.apply-credit",
    { agencyId: ctx.agencyId, leaseId: lease.id },
    { runAfterMs: dayStartMs(lease.timeZone, nextDue) },
  );
}

/** Lets the tenant's credit pay what is due as soon as the transaction is committed. */
export async function requestCredit(tx: Tx, ctx: ServiceContext, leaseId: string): Promise<void> {
  if (!ctx.agency.policies.isCreditAutoApplied) return;
  await enqueue(tx, ctx, "payments.apply-credit", { agencyId: ctx.agencyId, leaseId });
}
