import type { LeaseDto, RenewLeaseInput } from "@stead/contracts/leases";
import type { Tx } from "@stead/db/client";
import { today } from "@stead/kernel/clock";
import { addDays, maxDate, minDate, monthEnd, type CivilDate } from "@stead/kernel/dates";
import { invalidField } from "@stead/kernel/errors";
import type { z } from "zod";
import { draftInvoices, issueInvoices, planCharges, readBillableLease } from "../billing/index.ts";
import {
  recordAudit,
  requireFound,
  requirePermission,
  type ServiceContext,
  type Verb,
} from "../context/index.ts";
import { transferInTransaction } from "../deposits/index.ts";
import { readDepositHeld } from "../payments/index.ts";
import { insertDraft } from "./create-lease.ts";
import {
  lockLeaseState,
  lockPaymentsOfLease,
  readLeaseState,
  readUnitFacts,
  saveLease,
  writeVersion,
  type LeaseState,
  type PartyField,
} from "./queries.ts";
import { readLease } from "./rows.ts";
import { requireStatus } from "./rules.ts";
import { readBilledUntil, readDifferences, settleDifferences } from "./settle-differences.ts";
import { changeLease } from "./write-lease.ts";

type Renewal = z.infer<typeof RenewLeaseInput>;

/**
 * Follows a lease by a new one of the same tenant and unit: the old one ends the day before, amounts that still run
 * carry over with the new rent, and the held deposit moves along. What was billed beyond the old lease's last day is
 * settled. Answers the new lease. CONFLICT when the lease was changed meanwhile or its unit is let from then on.
 */
export async function renewLease({ ctx, input }: Verb<Renewal>): Promise<LeaseDto> {
  requirePermission(ctx, "leases:write");
  return changeLease(ctx, async (tx, taking) => {
    await lockPaymentsOfLease(tx, ctx, input.id);
    const old = await lockLeaseState(tx, ctx, input);
    requireStatus(old, ["active", "notice"], "renewing it");
    if (input.startOn <= old.startOn)
      throw invalidField(
        "startOn",
        "after_start",
        `the lease started on ${old.startOn}; renew it from a later day`,
      );
    const billedUntil = await readBilledUntil(tx, ctx, old.id);
    const ended = await endBefore(tx, ctx, old, { startOn: input.startOn, billedUntil });
    const renewedId = await insertRenewal(tx, ctx, ended, input);
    taking({ leaseId: renewedId, unitId: old.unitId, startOn: input.startOn, lastOn: input.endOn });
    const draft = await readLeaseState(tx, ctx, renewedId);
    const renewed = await saveLease(tx, ctx, { ...draft, status: "active" });
    await writeVersion(tx, ctx, renewed, {
      effectiveOn: input.startOn,
      reason: `Renews lease ${old.number}`,
    });
    if (billedUntil !== null) await billCommonMonth(tx, ctx, renewed, monthEnd(billedUntil));
    await moveDeposit(tx, ctx, ended, renewed);
    await recordAudit(tx, ctx, {
      action: "lease.renewed",
      entityType: "lease",
      entityId: old.id,
      after: {
        renewedToId: renewed.id,
        startOn: input.startOn,
        endOn: input.endOn,
        rentMinor: input.rentMinor,
      },
    });
    return readLease(tx.sql, ctx, renewed.id);
  });
}

/** Lets the old lease end the day before, at once when that day is past, and settles what was billed beyond it. */
async function endBefore(
  tx: Tx,
  ctx: ServiceContext,
  old: LeaseState,
  { startOn, billedUntil }: { startOn: CivilDate; billedUntil: CivilDate | null },
): Promise<LeaseState> {
  const before = requireFound(await readBillableLease(tx.sql, ctx, old.id), "lease");
  const dayBefore = addDays(startOn, -1);
  const endOn = minDate(old.moveOutOn ?? old.endOn ?? dayBefore, dayBefore);
  const isPast = endOn < today(ctx.clock, old.timeZone);
  const state = isPast
    ? { status: "ended" as const, endedOn: endOn, moveOutOn: endOn }
    : { status: "active" as const, noticeOn: null, moveOutOn: null };
  const ended = await saveLease(tx, ctx, { ...old, endOn, ...state });
  const reason = `Renewed from ${startOn}`;
  await writeVersion(tx, ctx, ended, { effectiveOn: dayBefore, reason });
  const lease = requireFound(await readBillableLease(tx.sql, ctx, old.id), "lease");
  // A lease that has ended is billed by no run any more: all of it is settled now.
  const window = isPast
    ? { fromOn: old.startOn, dueTo: maxDate(monthEnd(endOn), billedUntil ?? endOn) }
    : { fromOn: startOn, dueTo: monthEnd(billedUntil ?? old.startOn) };
  if (!isPast && billedUntil === null) return ended;
  const differences = await readDifferences(
    tx,
    ctx,
    { lease, before: before.terms, after: lease.terms },
    window,
  );
  await settleDifferences(tx, ctx, lease, {
    differences,
    sourceKey: `invoice:${lease.id}:${startOn}:renewed-v${ended.version}`,
    dueOn: endOn,
    reason,
  });
  return ended;
}

const partiesOf = {
  name: "lease_parties_of",
  text: `select contact_id as "contactId", role from lease_parties where agency_id = $1 and lease_id = $2`,
};

async function insertRenewal(
  tx: Tx,
  ctx: ServiceContext,
  old: LeaseState,
  { startOn, endOn, rentMinor }: Renewal,
): Promise<string> {
  const unit = await readUnitFacts(tx, ctx, old.unitId);
  const parties = await tx.sql<PartyField>(partiesOf, ctx.agencyId, old.id);
  const items = old.items
    .filter(
      (item) =>
        item.kind !== "rent" && item.frequency !== "once" && (item.toOn === null || item.toOn >= startOn),
    )
    .map(({ id: _, ...item }) => ({ ...item, fromOn: maxDate(item.fromOn, startOn) }));
  const { unitId, contactId, currency, depositMinor, dueDay, prorationMethod, billingAnchor } = old;
  const input = {
    unitId,
    contactId,
    parties,
    startOn,
    endOn,
    currency,
    rentMinor,
    depositMinor,
    dueDay,
    prorationMethod,
    prorateOn: "first" as const,
    billingAnchor,
    items,
  };
  return insertDraft(tx, ctx, { unit, input, renewedFromId: old.id });
}

/** The months that the old lease was billed for are billed for the new one too: no run comes back to them. */
async function billCommonMonth(
  tx: Tx,
  ctx: ServiceContext,
  renewed: LeaseState,
  dueTo: CivilDate,
): Promise<void> {
  const lease = requireFound(await readBillableLease(tx.sql, ctx, renewed.id), "lease");
  const planned = planCharges(lease.terms, { from: renewed.startOn, to: dueTo });
  const { drafts } = draftInvoices(lease, planned, {
    issuedOn: today(ctx.clock, renewed.timeZone),
    takenKeys: new Set(),
  });
  await issueInvoices(tx, ctx, drafts);
}

async function moveDeposit(tx: Tx, ctx: ServiceContext, from: LeaseState, to: LeaseState): Promise<void> {
  const amountMinor = await readDepositHeld(tx.sql, ctx, from.id);
  if (amountMinor <= 0) return;
  await transferInTransaction(tx, ctx, {
    fromLeaseId: from.id,
    toLeaseId: to.id,
    amountMinor,
    reason: `Lease ${from.number} was renewed`,
  });
}
