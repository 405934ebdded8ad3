import type { Tx } from "@stead/db/client";
import type { CivilDate } from "@stead/kernel/dates";
import { requireFound, type ServiceContext } from "../context/index.ts";
import type { AllocationState, InvoiceFacts, InvoiceState, LeaseState, PaymentState } from "./rows.ts";
import { ownerKindOf, type OwnerKind } from "./rules.ts";

// Every verb locks in one order: payments by id, the lease, its invoice balances by due date and id, number counters.

const lockPaymentRows = {
  name: "payments_lock",
  text: `select p.id, p.number, b.lease_id as "leaseId", p.lease_id as "recordedLeaseId", p.payer_contact_id as "payerContactId",
      p.rail, p.account_code as "accountCode", p.currency, p.reference, p.received_on as "receivedOn", p.journal_id as "journalId",
      b.amount_minor as "amountMinor", b.allocated_minor as "allocatedMinor", b.credit_minor as "creditMinor",
      b.unallocated_minor as "unallocatedMinor", b.refunded_minor as "refundedMinor", b.reversed_minor as "reversedMinor", b.version
    from payment_balances b
    join payments p on p.agency_id = b.agency_id and p.id = b.payment_id
    where b.agency_id = $1 and b.payment_id = any($2::uuid[])
    order by b.payment_id for update of b`,
};

/** Locks payments in the order of their ids. */
export function lockPayments(tx: Tx, ctx: ServiceContext, ids: readonly string[]): Promise<PaymentState[]> {
  return tx.sql<PaymentState>(lockPaymentRows, ctx.agencyId, ids);
}

const lockLeaseRow = {
  name: "payments_lock_lease",
  text: `select l.id, l.number, l.status, l.property_id as "propertyId", l.unit_id as "unitId", l.contact_id as "contactId",
      l.currency, p.time_zone as "timeZone"
    from leases l join properties p on p.agency_id = l.agency_id and p.id = l.property_id
    where l.agency_id = $1 and l.id = $2
    for no key update of l`,
};

/** Locks a lease's money: while it is held, nobody else moves any of it. NOT_FOUND outside the actor's properties. */
export async function lockLease(tx: Tx, ctx: ServiceContext, leaseId: string): Promise<LeaseState> {
  const [row] = await tx.sql<LeaseState>(lockLeaseRow, ctx.agencyId, leaseId);
  return requireLeaseInScope(ctx, row);
}

function requireLeaseInScope(ctx: ServiceContext, row: LeaseState | undefined): LeaseState {
  const isVisible =
    row !== undefined && (ctx.propertyIds === null || ctx.propertyIds.includes(row.propertyId));
  return requireFound(isVisible ? row : undefined, "lease");
}

/** A payment under its lock, with its lease under the next one. NOT_FOUND outside the actor's properties. */
export async function lockPayment(
  tx: Tx,
  ctx: ServiceContext,
  paymentId: string,
): Promise<{ payment: PaymentState; lease: LeaseState | null }> {
  const [row] = await lockPayments(tx, ctx, [paymentId]);
  const isVisible = row !== undefined && (row.leaseId !== null || ctx.propertyIds === null);
  const payment = requireFound(isVisible ? row : undefined, "payment");
  return { payment, lease: payment.leaseId === null ? null : await lockLease(tx, ctx, payment.leaseId) };
}

const invoiceColumns = `b.invoice_id as id, i.number, b.lease_id as "leaseId", b.kind, b.due_on as "dueOn", i.issued_on as "issuedOn",
  b.currency, b.open_minor as "openMinor"`;
const invoiceJoin = `invoice_balances b join invoices i on i.agency_id = b.agency_id and i.id = b.invoice_id`;

const openInvoicesText = `select ${invoiceColumns} from ${invoiceJoin}
  where b.agency_id = $1 and b.lease_id = $2 and b.status in ('open', 'part_paid')
  order by b.due_on, b.invoice_id`;
const openInvoicesRead = { name: "payments_open_invoices", text: openInvoicesText };
const openInvoicesLock = { name: "payments_lock_open_invoices", text: `${openInvoicesText} for update of b` };

/** The open invoices of a lease, oldest due first, under their locks. */
export function lockOpenInvoices(tx: Tx, ctx: ServiceContext, leaseId: string): Promise<InvoiceState[]> {
  return tx.sql<InvoiceState>(openInvoicesLock, ctx.agencyId, leaseId);
}

/** The same without a lock: for a plan that nothing follows from. */
export function readOpenInvoices(
  sql: Tx["sql"],
  ctx: ServiceContext,
  leaseId: string,
): Promise<InvoiceState[]> {
  return sql<InvoiceState>(openInvoicesRead, ctx.agencyId, leaseId);
}

const lockInvoiceRows = {
  name: "payments_lock_invoices",
  text: `select ${invoiceColumns} from ${invoiceJoin}
    where b.agency_id = $1 and b.invoice_id = any($2::uuid[])
    order by b.due_on, b.invoice_id for update of b`,
};

export function lockInvoices(tx: Tx, ctx: ServiceContext, ids: readonly string[]): Promise<InvoiceState[]> {
  return tx.sql<InvoiceState>(lockInvoiceRows, ctx.agencyId, ids);
}

const leaseRow = {
  name: "payments_lease",
  text: lockLeaseRow.text.replace("for no key update of l", ""),
};

/** A lease without a lock. NOT_FOUND outside the actor's properties. */
export async function readLease(sql: Tx["sql"], ctx: ServiceContext, leaseId: string): Promise<LeaseState> {
  const [row] = await sql<LeaseState>(leaseRow, ctx.agencyId, leaseId);
  return requireLeaseInScope(ctx, row);
}

const invoiceFactRows = {
  name: "payments_invoice_facts",
  text: `select i.id,
      coalesce((select json_agg(json_build_object('kind', c.kind, 'netMinor', c.net_minor, 'taxMinor', c.tax_minor))
        from charges c where c.agency_id = i.agency_id and c.invoice_id = i.id), '[]') as charges,
      coalesce((select json_agg(json_build_object('kind', e.kind, 'amountMinor', e.amount_minor))
        from allocations a join owner_entries e on e.agency_id = a.agency_id and e.source_id = a.id
        where a.agency_id = i.agency_id and a.invoice_id = i.id), '[]') as collected,
      greatest(
        (select max(a.allocated_on) from allocations a
          where a.agency_id = i.agency_id and a.invoice_id = i.id and a.reverses_id is not null),
        (select max(w.written_on) from write_offs w
          where w.agency_id = i.agency_id and w.invoice_id = i.id and w.reverses_id is not null)) as "reopenedOn"
    from invoices i where i.agency_id = $1 and i.id = any($2::uuid[])`,
};

type FactRow = {
  id: string;
  charges: { kind: string; netMinor: number; taxMinor: number }[];
  collected: { kind: OwnerKind; amountMinor: number }[];
  reopenedOn: CivilDate | null;
};

/** What is uncollected of each invoice by kind, and since when it is open again. Read it under the invoices' locks. */
export async function readInvoiceFacts(
  tx: Tx,
  ctx: ServiceContext,
  ids: readonly string[],
): Promise<Map<string, InvoiceFacts>> {
  if (ids.length === 0) return new Map();
  const rows = await tx.sql<FactRow>(invoiceFactRows, ctx.agencyId, ids);
  return new Map(
    rows.map((row) => [row.id, { uncollected: uncollectedOf(row), reopenedOn: row.reopenedOn }]),
  );
}

function uncollectedOf({ charges, collected }: FactRow): Map<OwnerKind, number> {
  const uncollected = new Map<OwnerKind, number>();
  const add = (kind: OwnerKind, minor: number) => uncollected.set(kind, (uncollected.get(kind) ?? 0) + minor);
  for (const charge of charges) {
    add(ownerKindOf(charge.kind), charge.netMinor);
    if (charge.taxMinor !== 0) add("tax", charge.taxMinor);
  }
  for (const { kind, amountMinor } of collected) add(kind, -amountMinor);
  return uncollected;
}

const allocationsText = (
  filter: string,
) => `select a.id, a.payment_id as "paymentId", a.invoice_id as "invoiceId",
    a.lease_id as "leaseId", a.amount_minor as "amountMinor", a.journal_id as "journalId",
    coalesce((select json_agg(json_build_object('kind', e.kind, 'amountMinor', e.amount_minor) order by e.kind)
      from owner_entries e where e.agency_id = a.agency_id and e.source_id = a.id), '[]') as "ownerEntries"
  from allocations a
  where a.agency_id = $1 and a.${filter} = $2 and a.reverses_id is null
    and not exists (select from allocations r where r.agency_id = a.agency_id and r.reverses_id = a.id)
  order by a.created_at, a.id`;

const allocationsOf = {
  payment_id: { name: "payments_allocations", text: allocationsText("payment_id") },
  invoice_id: { name: "payments_allocations_of_invoice", text: allocationsText("invoice_id") },
  id: { name: "payments_allocation", text: allocationsText("id") },
};

/** Allocations in force, oldest first: of a payment, of an invoice, or one by its id. */
export function readAllocations(
  tx: Tx,
  ctx: ServiceContext,
  by: keyof typeof allocationsOf,
  id: string,
): Promise<AllocationState[]> {
  return tx.sql<AllocationState>(allocationsOf[by], ctx.agencyId, id);
}

const paymentFactRows = {
  name: "payments_facts",
  text: `select (select count(*)::int from allocations a where a.agency_id = $1 and a.payment_id = $2) as "allocationCount",
      greatest((select p.received_on from payments p where p.agency_id = $1 and p.id = $2),
        (select max(j.occurred_on) from journals j where j.agency_id = $1 and j.entity_id = $2)) as "lastEventOn"`,
};

export type PaymentFacts = {
  /** Allocations and reversals that were ever made of it. */
  allocationCount: number;
  /** The day of its latest journal: nothing may happen to it before. */
  lastEventOn: CivilDate;
};

/** What happened to a payment so far. Read it under the payment's lock. */
export async function readPaymentFacts(
  tx: Tx,
  ctx: ServiceContext,
  paymentId: string,
): Promise<PaymentFacts> {
  const [row] = await tx.sql<PaymentFacts>(paymentFactRows, ctx.agencyId, paymentId);
  return requireFound(row, "payment");
}

const depositHeld = {
  name: "payments_deposit_held",
  text: `select coalesce(sum(amount_minor), 0)::bigint as "heldMinor" from deposit_movements
    where agency_id = $1 and lease_id = $2 and kind not in ('invoiced', 'uninvoiced')`,
};

/** What is held of a lease's deposit. Read it under the lease's lock. */
export async function readDepositHeld(sql: Tx["sql"], ctx: ServiceContext, leaseId: string): Promise<number> {
  const [row] = await sql<{ heldMinor: number }>(depositHeld, ctx.agencyId, leaseId);
  return row?.heldMinor ?? 0;
}
