import type { Tx } from "@stead/db/client";
import { monthStart, type CivilDate } from "@stead/kernel/dates";
import { newId } from "@stead/kernel/ids";
import { checkDigitReference } from "@stead/kernel/references";
import type { ServiceContext } from "@stead/services/context";
import { draftInvoice, issueInvoices } from "@stead/services/billing";
import type { Tenancy } from "./tenancies.ts";

export type NumberedTenancy = Tenancy & { number: number; reference: string };

const chunkSize = 1_000;

function* chunksOf<T>(items: readonly T[]): Generator<T[]> {
  for (let start = 0; start < items.length; start += chunkSize) yield items.slice(start, start + chunkSize);
}

function itemsOf(tenancy: Tenancy) {
  const rent = { kind: "rent", description: "Rent", amountMinor: tenancy.rentMinor };
  return [rent, ...(tenancy.extra ? [tenancy.extra] : [])].map((item) => ({
    ...item,
    id: newId(),
    taxPpm: 0,
    frequency: "monthly",
    fromOn: tenancy.startOn,
    toOn: null,
  }));
}

/** Writes tenants and their leases set-based, running from their first day; past ones are ended later, by the services. */
export async function writeTenancies(
  ctx: ServiceContext,
  tenancies: readonly Tenancy[],
  dueDay: number,
): Promise<NumberedTenancy[]> {
  const numbered = tenancies
    .toSorted((a, b) => (a.startOn < b.startOn ? -1 : a.startOn > b.startOn ? 1 : 0))
    .map((tenancy, index) => ({ ...tenancy, number: index + 1, reference: checkDigitReference(index + 1) }));
  for (const chunk of chunksOf(numbered)) {
    const items = new Map(chunk.map((tenancy) => [tenancy.leaseId, itemsOf(tenancy)]));
    await ctx.db.transaction(async (tx) => {
      await writePeople(tx, ctx, chunk);
      await writeLeases(tx, ctx, chunk, dueDay);
      await writeTerms(tx, ctx, chunk, items, dueDay);
    });
  }
  await ctx.db.sql(
    { name: "", text: "update number_counters set next = $2 where agency_id = $1 and kind = 'lease'" },
    ctx.agencyId,
    numbered.length + 1,
  );
  return numbered;
}

async function writePeople(
  tx: Tx,
  { agencyId }: ServiceContext,
  chunk: readonly NumberedTenancy[],
): Promise<void> {
  await tx.copy({
    table: "contacts",
    columns: [
      "agency_id",
      "id",
      "kind",
      "name",
      "email",
      "phone",
      "status",
      "version",
      "created_at",
      "updated_at",
    ],
    rows: chunk.map(({ contactId, person, startOn }) => [
      agencyId,
      contactId,
      "person",
      person.name,
      person.email,
      person.phone,
      "active",
      1,
      `${startOn}T08:00:00Z`,
      `${startOn}T08:00:00Z`,
    ]),
  });
  await tx.copy({
    table: "contact_roles",
    columns: ["agency_id", "contact_id", "role"],
    rows: chunk.map(({ contactId }) => [agencyId, contactId, "tenant"]),
  });
}

async function writeLeases(
  tx: Tx,
  { agencyId }: ServiceContext,
  chunk: readonly NumberedTenancy[],
  dueDay: number,
): Promise<void> {
  await tx.copy({
    table: "leases",
    columns: [
      "agency_id",
      "id",
      "number",
      "property_id",
      "unit_id",
      "contact_id",
      "status",
      "start_on",
      "end_on",
      "currency",
      "rent_minor",
      "deposit_minor",
      "due_day",
      "proration_method",
      "prorate_on",
      "billing_anchor",
      "reference",
      "bill_from_on",
      "version",
      "created_at",
      "updated_at",
    ],
    rows: chunk.map((lease) => [
      agencyId,
      lease.leaseId,
      lease.number,
      lease.unit.propertyId,
      lease.unit.id,
      lease.contactId,
      "active",
      lease.startOn,
      lease.endOn,
      lease.unit.currency,
      lease.rentMinor,
      lease.depositMinor,
      dueDay,
      "actual",
      "first",
      "calendar",
      lease.reference,
      lease.startOn,
      1,
      `${lease.startOn}T08:00:00Z`,
      `${lease.startOn}T08:00:00Z`,
    ]),
  });
}

type Items = ReturnType<typeof itemsOf>;

async function writeTerms(
  tx: Tx,
  { agencyId, actor }: ServiceContext,
  chunk: readonly NumberedTenancy[],
  items: ReadonlyMap<string, Items>,
  dueDay: number,
): Promise<void> {
  await tx.copy({
    table: "lease_parties",
    columns: ["agency_id", "lease_id", "contact_id", "role"],
    rows: chunk.map(({ leaseId, contactId }) => [agencyId, leaseId, contactId, "tenant"]),
  });
  await tx.copy({
    table: "lease_items",
    columns: [
      "agency_id",
      "id",
      "lease_id",
      "kind",
      "description",
      "amount_minor",
      "tax_ppm",
      "frequency",
      "from_on",
      "to_on",
      "created_at",
    ],
    rows: chunk.flatMap(({ leaseId, startOn }) =>
      (items.get(leaseId) ?? []).map((item) => [
        agencyId,
        item.id,
        leaseId,
        item.kind,
        item.description,
        item.amountMinor,
        item.taxPpm,
        item.frequency,
        item.fromOn,
        item.toOn,
        `${startOn}T08:00:00Z`,
      ]),
    ),
  });
  await tx.copy({
    table: "lease_versions",
    columns: [
      "agency_id",
      "lease_id",
      "version",
      "effective_on",
      "reason",
      "snapshot",
      "created_by",
      "created_at",
    ],
    rows: chunk.map((lease) => {
      const { startOn, endOn, rentMinor, depositMinor } = lease;
      const snapshot = {
        status: "active",
        startOn,
        endOn,
        noticeOn: null,
        moveOutOn: null,
        endedOn: null,
        currency: lease.unit.currency,
        rentMinor,
        depositMinor,
        dueDay,
        prorationMethod: "actual",
        prorateOn: "first",
        billingAnchor: "calendar",
        items: items.get(lease.leaseId) ?? [],
      };
      return [
        agencyId,
        lease.leaseId,
        1,
        startOn,
        "Lease signed",
        snapshot,
        actor.id,
        `${startOn}T08:00:00Z`,
      ];
    }),
  });
}

const noteDeposits = {
  name: "",
  text: `insert into deposit_movements (agency_id, id, lease_id, property_id, kind, amount_minor, currency, moved_on, reason, journal_id, created_by)
    select i.agency_id, m.id, i.lease_id, i.property_id, 'invoiced', i.total_minor, i.currency, i.issued_on, 'Invoice ' || i.number, j.id, $4
    from unnest($2::uuid[], $3::uuid[]) as m (id, invoice_id)
    join invoices i on i.agency_id = $1 and i.id = m.invoice_id
    join journals j on j.agency_id = $1 and j.entity_id = i.id and j.event = 'invoice.issued'`,
};

/** Invoices the deposits of leases that start in a month. */
export async function invoiceDeposits(
  ctx: ServiceContext,
  tenancies: readonly NumberedTenancy[],
  month: CivilDate,
): Promise<void> {
  const starting = tenancies.filter(
    ({ startOn, depositMinor }) => monthStart(startOn) === month && depositMinor > 0,
  );
  for (const chunk of chunksOf(starting)) {
    const drafts = chunk.map(({ leaseId, contactId, unit, startOn, depositMinor }) => {
      const id = newId();
      const explanation = { rule: "the deposit agreed in the lease", steps: [] };
      const charge = {
        id,
        itemId: id,
        kind: "deposit" as const,
        description: "Deposit",
        periodStart: startOn,
        periodEnd: startOn,
        netMinor: depositMinor,
        taxMinor: 0,
        explanation,
      };
      const party = {
        leaseId,
        propertyId: unit.propertyId,
        unitId: unit.id,
        contactId,
        currency: unit.currency,
      };
      return draftInvoice(party, {
        kind: "deposit",
        sourceKey: `invoice:${leaseId}:${startOn}:deposit`,
        issuedOn: startOn,
        dueOn: startOn,
        charges: [charge],
      });
    });
    await ctx.db.transaction(async (tx) => {
      const issued = await issueInvoices(tx, ctx, drafts);
      await tx.sql(
        noteDeposits,
        ctx.agencyId,
        issued.map(() => newId()),
        issued.map(({ id }) => id),
        ctx.actor.id,
      );
    });
  }
}
