import type { Tx } from "@stead/db/client";
import { maxDate, monthStart } from "@stead/kernel/dates";
import { checkDigitReference } from "@stead/kernel/references";
import {
  agencyToday,
  recordAudit,
  takeNumbers,
  type AuditEntry,
  type ServiceContext,
} from "../context/index.ts";
import { rentItem, type LeaseSnapshot } from "../leases/index.ts";
import type { Tenant } from "./find-tenants.ts";
import { insertRows } from "./insert-rows.ts";
import type { LeaseDraft } from "./describe-lease-fields.ts";
import type { ImportRun } from "./plan-rows.ts";
import { addRoles } from "./write-contacts.ts";

/** An active lease to make. */
export type NewLease = {
  id: string;
  rowNo: number;
  draft: LeaseDraft;
  unitId: string;
  propertyId: string;
  currency: string;
  tenant: Tenant;
};

const leaseColumns = {
  id: "uuid",
  number: "bigint",
  property_id: "uuid",
  unit_id: "uuid",
  contact_id: "uuid",
  status: "text",
  start_on: "date",
  end_on: "date",
  currency: "text",
  rent_minor: "bigint",
  deposit_minor: "bigint",
  due_day: "int",
  proration_method: "text",
  reference: "text",
  external_ref: "text",
  bill_from_on: "date",
  import_id: "uuid",
  import_row: "int",
} as const;
const contactColumns = {
  id: "uuid",
  name: "text",
  email: "text",
  phone: "text",
  import_id: "uuid",
  import_row: "int",
} as const;
const partyColumns = { lease_id: "uuid", contact_id: "uuid", role: "text" } as const;
const itemColumns = {
  id: "uuid",
  lease_id: "uuid",
  kind: "text",
  description: "text",
  amount_minor: "bigint",
  from_on: "date",
} as const;
const versionColumns = {
  lease_id: "uuid",
  version: "int",
  effective_on: "date",
  reason: "text",
  snapshot: "jsonb",
} as const;

/**
 * Writes a batch of running leases, each with its number, rent, tenant and first version, and the tenants that are
 * new. Nothing is invoiced: what came before the first day of billing belongs to the opening balances.
 */
export async function writeLeases(tx: Tx, run: ImportRun, leases: readonly NewLease[]): Promise<void> {
  if (leases.length === 0) return;
  const { ctx, importId } = run;
  await writeTenants(tx, run, leases);
  const first = await takeNumbers(tx, ctx, "lease", leases.length);
  const made = leases.map((lease, index) => completeLease(run, lease, first + index));
  await writeRows(tx, ctx, made);
  const entries = made.map(({ row }): AuditEntry => ({
    action: "lease.imported",
    entityType: "lease",
    entityId: row.id,
    after: {
      importId,
      importRow: row.import_row,
      number: row.number,
      rentMinor: row.rent_minor,
      startOn: row.start_on,
      endOn: row.end_on,
    },
  }));
  await recordAudit(tx, ctx, ...entries);
}

/** Makes the tenants that are new; the others are tenants from now on. */
async function writeTenants(tx: Tx, run: ImportRun, leases: readonly NewLease[]): Promise<void> {
  const { ctx, importId } = run;
  const made = new Map(
    // One who has several leases came in with the first of them.
    leases
      .toReversed()
      .flatMap(({ tenant, rowNo }) =>
        tenant.made === undefined ? [] : [[tenant.contactId, { ...tenant.made, rowNo }] as const],
      ),
  );
  const rows = Array.from(made, ([id, { name, email, phone, rowNo }]) => ({
    id,
    name,
    email,
    phone,
    import_id: importId,
    import_row: rowNo,
  }));
  await insertRows(tx, ctx.agencyId, "contacts", contactColumns, rows);
  const roles = leases.map(({ tenant }) => ({ contactId: tenant.contactId, role: "tenant" }));
  await addRoles(tx, run, roles);
  if (rows.length === 0) return;
  const entries = rows.map((row): AuditEntry => ({
    action: "contact.imported",
    entityType: "contact",
    entityId: row.id,
    after: { importId, importRow: row.import_row },
  }));
  await recordAudit(tx, ctx, ...entries);
}

type CompleteLease = ReturnType<typeof completeLease>;

async function writeRows(tx: Tx, ctx: ServiceContext, made: readonly CompleteLease[]): Promise<void> {
  const { agencyId } = ctx;
  const leases = made.map(({ row }) => row);
  const parties = leases.map((row) => ({ lease_id: row.id, contact_id: row.contact_id, role: "tenant" }));
  const items = made.flatMap(({ row, snapshot }) =>
    snapshot.items.map((item) => ({
      id: item.id,
      lease_id: row.id,
      kind: item.kind,
      description: item.description,
      amount_minor: item.amountMinor,
      from_on: item.fromOn,
    })),
  );
  const versions = made.map(({ row, snapshot }) => ({
    lease_id: row.id,
    version: 1,
    effective_on: row.start_on,
    reason: "Imported",
    snapshot,
  }));
  await insertRows(tx, agencyId, "leases", leaseColumns, leases);
  await insertRows(tx, agencyId, "lease_parties", partyColumns, parties);
  await insertRows(tx, agencyId, "lease_items", itemColumns, items);
  await insertRows(tx, agencyId, "lease_versions", versionColumns, versions);
}

function completeLease(
  { ctx, importId }: ImportRun,
  { id, rowNo, draft, unitId, propertyId, currency, tenant }: NewLease,
  number: number,
) {
  const { policies } = ctx.agency;
  const { startOn, endOn, rent: rentMinor } = draft;
  const depositMinor = draft.deposit ?? 0;
  const dueDay = draft.dueDay ?? policies.defaultDueDay;
  const prorationMethod = policies.defaultProrationMethod;
  const snapshot: LeaseSnapshot = {
    status: "active",
    startOn,
    endOn,
    noticeOn: null,
    moveOutOn: null,
    endedOn: null,
    currency,
    rentMinor,
    depositMinor,
    dueDay,
    prorationMethod,
    prorateOn: "first",
    billingAnchor: "calendar",
    items: rentMinor > 0 ? [rentItem({ rentMinor, fromOn: startOn })] : [],
  };
  const row = {
    id,
    number,
    property_id: propertyId,
    unit_id: unitId,
    contact_id: tenant.contactId,
    status: "active",
    start_on: startOn,
    end_on: endOn,
    currency,
    rent_minor: rentMinor,
    deposit_minor: depositMinor,
    due_day: dueDay,
    proration_method: prorationMethod,
    reference: draft.reference ?? checkDigitReference(number),
    external_ref: draft.externalRef,
    bill_from_on: draft.billFromOn ?? maxDate(startOn, monthStart(agencyToday(ctx))),
    import_id: importId,
    import_row: rowNo,
  };
  return { row, snapshot };
}
