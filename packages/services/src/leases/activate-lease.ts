import type { ActivateLeaseInput, LeaseDto } from "@stead/contracts/leases";
import type { Tx } from "@stead/db/client";
import { today } from "@stead/kernel/clock";
import { addDays, addMonths, maxDate } from "@stead/kernel/dates";
import { AppError } from "@stead/kernel/errors";
import { newId } from "@stead/kernel/ids";
import { formatMoney } from "@stead/kernel/money";
import {
  draftInvoice,
  draftInvoices,
  issueInvoices,
  planCharges,
  readBillableLease,
  type InvoiceDraft,
} from "../billing/index.ts";
import {
  actingUserId,
  recordAudit,
  requireFound,
  requirePermission,
  type ServiceContext,
  type Verb,
} from "../context/index.ts";
import { lockLeaseState, readUnitFacts, saveLease, writeVersion, type LeaseState } from "./queries.ts";
import { readLease } from "./rows.ts";
import { requireStatus } from "./rules.ts";
import { changeLease } from "./write-lease.ts";

/**
 * Makes a draft run: from now on its unit is taken on its days. With `isFirstInvoiceIssued`, the deposit and the first
 * period are invoiced at once. CONFLICT when the unit is let on one of the days (names the lease in the way) or the
 * draft was changed meanwhile; PRECONDITION when it is no draft or the unit cannot be let.
 */
export async function activateLease({ ctx, input }: Verb<ActivateLeaseInput>): Promise<LeaseDto> {
  requirePermission(ctx, "leases:write");
  return changeLease(ctx, async (tx, taking) => {
    const draft = await lockLeaseState(tx, ctx, input);
    requireStatus(draft, ["draft", "pending_signature"], "starting it");
    const unit = await readUnitFacts(tx, ctx, draft.unitId);
    if (unit.status !== "available")
      throw new AppError("PRECONDITION", `the unit is ${unit.status}; make it available first`, {
        unitId: unit.id,
      });
    taking({ leaseId: draft.id, unitId: draft.unitId, startOn: draft.startOn, lastOn: draft.endOn });
    const lease = await saveLease(tx, ctx, { ...draft, status: "active" });
    await writeVersion(tx, ctx, lease, { effectiveOn: lease.startOn, reason: "The lease begins" });
    if (input.isFirstInvoiceIssued) await issueFirstInvoices(tx, ctx, lease);
    await recordAudit(tx, ctx, {
      action: "lease.activated",
      entityType: "lease",
      entityId: lease.id,
      before: { status: draft.status },
      after: { status: lease.status },
    });
    return readLease(tx.sql, ctx, lease.id);
  });
}

const insertMovement = {
  name: "lease_deposit_invoiced",
  text: `insert into deposit_movements (agency_id, id, lease_id, property_id, kind, amount_minor, currency, moved_on, reason, journal_id, created_by)
    select $1, $2, $3, $4, 'invoiced', $5, $6, $7, $8, j.id, $10 from journals j where j.agency_id = $1 and j.posting_key = $9`,
};

async function issueFirstInvoices(tx: Tx, ctx: ServiceContext, lease: LeaseState): Promise<void> {
  const billable = requireFound(await readBillableLease(tx.sql, ctx, lease.id), "lease");
  const issuedOn = today(ctx.clock, lease.timeZone);
  const firstOn = maxDate(lease.startOn, lease.billFromOn);
  const deposit = depositInvoice({ ...lease, leaseId: lease.id }, { issuedOn, dueOn: firstOn });
  // The first period of every amount: all that begins with the first day. The longest period is due within a year.
  const firstPeriod = planCharges(billable.terms, {
    from: firstOn,
    to: addDays(addMonths(firstOn, 12), -1),
  }).filter((charge) => charge.periodStart === firstOn);
  const { drafts } = draftInvoices(billable, firstPeriod, { issuedOn, takenKeys: new Set() });
  const issued = await issueInvoices(tx, ctx, [...(deposit === undefined ? [] : [deposit]), ...drafts]);
  if (deposit === undefined) return;
  const reason = `Deposit asked for with invoice ${issued[0]?.number ?? ""}`;
  const actorId = actingUserId(ctx);
  await tx.sql(
    insertMovement,
    ctx.agencyId,
    newId(),
    lease.id,
    lease.propertyId,
    deposit.totalMinor,
    deposit.currency,
    issuedOn,
    reason,
    deposit.sourceKey,
    actorId,
  );
}

/** A deposit is asked for on an invoice of its own, because it is owed back (decisions: ledger). */
function depositInvoice(
  lease: LeaseState & { leaseId: string },
  { issuedOn, dueOn }: { issuedOn: string; dueOn: string },
): InvoiceDraft | undefined {
  const { depositMinor, currency } = lease;
  if (depositMinor === 0) return undefined;
  const id = newId();
  const explanation = {
    rule: "the agreed deposit",
    steps: [`${formatMoney(depositMinor, currency)} by the terms of the lease`],
  };
  const charge = {
    id,
    itemId: id,
    kind: "deposit" as const,
    description: "Deposit",
    periodStart: dueOn,
    periodEnd: dueOn,
    netMinor: depositMinor,
    taxMinor: 0,
    explanation,
  };
  return draftInvoice(lease, {
    kind: "deposit",
    sourceKey: `invoice:${lease.id}:${dueOn}:deposit`,
    issuedOn,
    dueOn,
    charges: [charge],
  });
}
