import type { CreateLeaseInput, LeaseDto } from "@stead/contracts/leases";
import type { Tx } from "@stead/db/client";
import { invalidField } from "@stead/kernel/errors";
import { newId } from "@stead/kernel/ids";
import { checkDigitReference } from "@stead/kernel/references";
import {
  instantNow,
  recordAudit,
  requirePermission,
  takeNumbers,
  together,
  type ServiceContext,
  type Verb,
} from "../context/index.ts";
import { readUnitFacts, requireContacts, writeItems, writeParties, type UnitFacts } from "./queries.ts";
import { readLease } from "./rows.ts";
import { defaultDeposit, rentItem, requireTerm, scheduleItems } from "./rules.ts";
import { changeLease } from "./write-lease.ts";

const insertLease = {
  name: "lease_insert",
  text: `insert into leases (agency_id, id, number, property_id, unit_id, contact_id, start_on, end_on, currency, rent_minor, deposit_minor,
      due_day, proration_method, prorate_on, billing_anchor, reference, bill_from_on, renewed_from_id, created_at, updated_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $19)`,
};

/**
 * Makes a draft: its number from the agency's series, its reference from the number, and what was left out from the
 * unit and the agency's policies. Amounts are minor units. NOT_FOUND for a unit or contact that is not there,
 * PRECONDITION for an archived unit, INVALID with the field for what cannot be.
 */
export async function createLease({ ctx, input }: Verb<CreateLeaseInput>): Promise<LeaseDto> {
  requirePermission(ctx, "leases:write");
  return changeLease(ctx, async (tx) => {
    const unit = await readUnitFacts(tx, ctx, input.unitId);
    await requireContacts(tx, ctx, [input.contactId, ...input.parties.map((party) => party.contactId)]);
    const id = await insertDraft(tx, ctx, { unit, input });
    return readLease(tx.sql, ctx, id);
  });
}

/** Writes the draft's rows and its audit entry; the unit and the contacts have been checked. */
export async function insertDraft(
  tx: Tx,
  ctx: ServiceContext,
  {
    unit,
    input,
    renewedFromId = null,
  }: { unit: UnitFacts; input: CreateLeaseInput; renewedFromId?: string | null },
): Promise<string> {
  const { policies } = ctx.agency;
  const id = newId();
  const { startOn, endOn, unitId, contactId, prorateOn, billingAnchor } = input;
  requireTerm({ startOn, endOn });
  const rentMinor = input.rentMinor ?? unit.marketRentMinor;
  const currency = input.currency ?? unit.currency;
  const depositMinor =
    input.depositMinor ?? defaultDeposit(rentMinor, policies.defaultDepositMonths, currency);
  const dueDay = input.dueDay ?? policies.defaultDueDay;
  const prorationMethod = input.prorationMethod ?? policies.defaultProrationMethod;
  const billFromOn = input.billFromOn ?? startOn;
  if (billFromOn < startOn)
    throw invalidField("billFromOn", "after_start", "billing must not begin before the lease");
  const items = [
    ...(rentMinor > 0 ? [rentItem({ rentMinor, fromOn: startOn })] : []),
    ...scheduleItems(input.items, { fromOn: startOn }),
  ];
  const number = await takeNumbers(tx, ctx, "lease");
  const reference = input.reference ?? checkDigitReference(number);
  const at = instantNow(ctx);
  const terms = [
    startOn,
    endOn,
    currency,
    rentMinor,
    depositMinor,
    dueDay,
    prorationMethod,
    prorateOn,
    billingAnchor,
  ];
  await tx.sql(
    insertLease,
    ctx.agencyId,
    id,
    number,
    unit.propertyId,
    unitId,
    contactId,
    ...terms,
    reference,
    billFromOn,
    renewedFromId,
    at,
  );
  await together([
    writeParties(tx, ctx, { leaseId: id, contactId, parties: input.parties }),
    writeItems(tx, ctx, id, items),
    recordAudit(tx, ctx, {
      action: "lease.created",
      entityType: "lease",
      entityId: id,
      after: {
        number,
        unitId,
        contactId,
        startOn,
        endOn,
        currency,
        rentMinor,
        depositMinor,
        dueDay,
        prorationMethod,
      },
    }),
  ]);
  return id;
}
