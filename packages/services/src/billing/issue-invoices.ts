import type { Tx } from "@stead/db/client";
import { sumMinor } from "@stead/kernel/money";
import { takeNumbers, together, type ServiceContext } from "../context/index.ts";
import { postJournals } from "../ledger/index.ts";
import { invoicePosting, invoiceStatus, type InvoiceDraft } from "./rules.ts";

export type IssuedInvoice = {
  id: string;
  number: number;
  leaseId: string;
  totalMinor: number;
  currency: string;
};

// Unnamed, as every batch: planned for the sizes that the tables have now.
const insert = {
  name: "",
  text: `with new_invoices as (
      insert into invoices (agency_id, id, number, lease_id, property_id, unit_id, contact_id, kind, source_key, billing_run_id,
        period_start, period_end, issued_on, due_on, currency, net_minor, tax_minor, total_minor)
      select $1, i.id, $2 + i.place - 1, i.lease_id, i.property_id, i.unit_id, i.contact_id, i.kind, i.source_key, $3,
        i.period_start, i.period_end, i.issued_on, i.due_on, i.currency, i.net_minor, i.tax_minor, i.net_minor + i.tax_minor
      from unnest($4::uuid[], $5::uuid[], $6::uuid[], $7::uuid[], $8::uuid[], $9::text[], $10::text[], $11::date[], $12::date[],
          $13::date[], $14::date[], $15::text[], $16::bigint[], $17::bigint[])
        with ordinality as i (id, lease_id, property_id, unit_id, contact_id, kind, source_key, period_start, period_end, issued_on,
          due_on, currency, net_minor, tax_minor, place)
    ), new_charges as (
      insert into charges (agency_id, id, invoice_id, lease_id, item_id, kind, description, period_start, period_end, net_minor,
        tax_minor, currency, explanation)
      select $1, c.id, c.invoice_id, c.lease_id, c.item_id, c.kind, c.description, c.period_start, c.period_end, c.net_minor,
        c.tax_minor, c.currency, c.explanation
      from unnest($19::uuid[], $20::uuid[], $21::uuid[], $22::uuid[], $23::text[], $24::text[], $25::date[], $26::date[],
          $27::bigint[], $28::bigint[], $29::text[], $30::jsonb[])
        as c (id, invoice_id, lease_id, item_id, kind, description, period_start, period_end, net_minor, tax_minor, currency, explanation)
    )
    insert into invoice_balances (agency_id, invoice_id, lease_id, property_id, kind, due_on, currency, total_minor, open_minor, status)
    select $1, b.id, b.lease_id, b.property_id, b.kind, b.due_on, b.currency, b.total_minor, b.total_minor, b.status
    from unnest($4::uuid[], $5::uuid[], $6::uuid[], $9::text[], $14::date[], $15::text[], $31::bigint[], $18::text[])
      as b (id, lease_id, property_id, kind, due_on, currency, total_minor, status)`,
};

/**
 * Writes invoices with their charges, balances and journals in the caller's transaction, in three statements whatever
 * their number, and gives them consecutive numbers in the order given. Amounts are minor units.
 * Throws PRECONDITION when the books of the issue month are closed.
 */
export async function issueInvoices(
  tx: Tx,
  ctx: ServiceContext,
  drafts: readonly InvoiceDraft[],
  { billingRunId = null }: { billingRunId?: string | null } = {},
): Promise<IssuedInvoice[]> {
  if (drafts.length === 0) return [];
  const firstNumber = await takeNumbers(tx, ctx, "invoice", drafts.length);
  const charges = drafts.flatMap((draft) => draft.charges.map((charge) => ({ ...charge, draft })));
  await together([
    tx.sql(
      insert,
      ctx.agencyId,
      firstNumber,
      billingRunId,
      ...columnsOfInvoices(drafts),
      charges.map(({ id }) => id),
      charges.map(({ draft }) => draft.id),
      charges.map(({ draft }) => draft.leaseId),
      charges.map(({ itemId }) => itemId),
      charges.map(({ kind }) => kind),
      charges.map(({ description }) => description),
      charges.map(({ periodStart }) => periodStart),
      charges.map(({ periodEnd }) => periodEnd),
      charges.map(({ netMinor }) => netMinor),
      charges.map(({ taxMinor }) => taxMinor),
      charges.map(({ draft }) => draft.currency),
      charges.map(({ explanation }) => JSON.stringify(explanation)),
      drafts.map(({ totalMinor }) => totalMinor),
    ),
    postJournals(
      tx,
      ctx,
      drafts.map((draft, index) => invoicePosting(draft, firstNumber + index)),
    ),
  ]);
  return drafts.map(({ id, leaseId, totalMinor, currency }, index) => ({
    id,
    number: firstNumber + index,
    leaseId,
    totalMinor,
    currency,
  }));
}

function columnsOfInvoices(drafts: readonly InvoiceDraft[]): unknown[] {
  const columns = [
    "id",
    "leaseId",
    "propertyId",
    "unitId",
    "contactId",
    "kind",
    "sourceKey",
    "periodStart",
    "periodEnd",
    "issuedOn",
    "dueOn",
    "currency",
    "netMinor",
    "taxMinor",
  ] as const;
  const isOpen = { paidMinor: 0, writtenOffMinor: 0, creditedMinor: 0 };
  return [
    ...columns.map((column) => drafts.map((draft) => draft[column])),
    drafts.map(({ totalMinor }) => invoiceStatus({ openMinor: totalMinor, ...isOpen })),
  ];
}

/** Sums of invoices by currency, in the order of the currencies. */
export function totalsOf(
  invoices: readonly { currency: string; totalMinor: number }[],
): { currency: string; totalMinor: number }[] {
  return [...Map.groupBy(invoices, (invoice) => invoice.currency)]
    .map(([currency, group]) => ({
      currency,
      totalMinor: sumMinor(group.map((invoice) => invoice.totalMinor)),
    }))
    .toSorted((a, b) => (a.currency < b.currency ? -1 : 1));
}
