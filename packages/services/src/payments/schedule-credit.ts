import type { Tx } from "@stead/db/client";
import { dayStartMs, type CivilDate } from "@stead/kernel/dates";
import { enqueue, enqueueMany } from "@stead/queue/enqueue";
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
  const nextDue = nextDueOf(ctx, lease, invoices);
  if (nextDue === undefined) return;
  await enqueue(
    tx,
    ctx,
    "payments.apply-credit",
    { agencyId: ctx.agencyId, leaseId: lease.id },
    { runAfterMs: dayStartMs(lease.timeZone, nextDue) },
  );
}

/** The day that the next open invoice of a lease comes due, where credit is to pay it by itself. */
function nextDueOf(
  ctx: ServiceContext,
  lease: LeaseState,
  invoices: readonly InvoiceState[],
): CivilDate | undefined {
  if (!ctx.agency.policies.isCreditAutoApplied) return undefined;
  const now = leaseToday(ctx, lease);
  const [nextDue] = invoices
    .filter(({ openMinor, dueOn }) => openMinor > 0 && dueOn > now)
    .map(({ dueOn }) => dueOn)
    .toSorted();
  return nextDue;
}

/** The same for many leases: a job finds for each when its credit is due. One statement. */
export async function scheduleCredits(
  tx: Tx,
  ctx: ServiceContext,
  leases: readonly { lease: LeaseState; invoices: readonly InvoiceState[] }[],
): Promise<void> {
  const due = leases.filter(({ lease, invoices }) => nextDueOf(ctx, lease, invoices) !== undefined);
  if (due.length === 0) return;
  await enqueueMany(
    tx,
    ctx,
    "payments.apply-credit",
    due.map(({ lease }) => ({ agencyId: ctx.agencyId, leaseId: lease.id })),
  );
}

/** Lets the tenant's credit pay what is due as soon as the transaction is committed. */
export async function requestCredit(tx: Tx, ctx: ServiceContext, leaseId: string): Promise<void> {
  if (!ctx.agency.policies.isCreditAutoApplied) return;
  await enqueue(tx, ctx, "payments.apply-credit", { agencyId: ctx.agencyId, leaseId });
}
