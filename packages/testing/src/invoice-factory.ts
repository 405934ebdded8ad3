import { newId } from "@stead/kernel/ids";
import type { Arranger } from "./arranger.ts";

export type InvoiceFactoryCharge = { kind: string; netMinor: number; taxMinor?: number };

export type InvoiceFactoryRow = {
  id: string;
  agencyId: string;
  number: number;
  leaseId: string;
  kind: "regular" | "deposit" | "fee" | "opening";
  issuedOn: string;
  dueOn: string;
  currency: string;
  totalMinor: number;
};

type InvoicedLease = {
  agencyId: string;
  id: string;
  propertyId: string;
  unitId: string;
  contactId: string;
  currency: string;
  rentMinor: number;
};

/**
 * An issued and open invoice with its charges, balance and journal, as the billing leaves it; of the rent, due on
 * 1 June 2026, unless told otherwise. Needs the agency's chart of accounts.
 */
export async function makeInvoice(
  arrange: Arranger,
  lease: InvoicedLease,
  {
    charges = [{ kind: "rent", netMinor: lease.rentMinor }],
    ...row
  }: Partial<Omit<InvoiceFactoryRow, "agencyId" | "leaseId" | "totalMinor">> & {
    charges?: readonly InvoiceFactoryCharge[];
    /** Last day of the period, which begins with the due day; that day alone unless told otherwise. */
    periodEnd?: string;
  } = {},
): Promise<InvoiceFactoryRow> {
  const { agencyId, currency } = lease;
  const netMinor = charges.reduce((sum, charge) => sum + charge.netMinor, 0);
  const taxMinor = charges.reduce((sum, charge) => sum + (charge.taxMinor ?? 0), 0);
  const dueOn = row.dueOn ?? "2026-06-01";
  const invoice: InvoiceFactoryRow = {
    id: row.id ?? newId(),
    agencyId,
    number: row.number ?? (await takeNumber(arrange, agencyId)),
    leaseId: lease.id,
    kind: row.kind ?? "regular",
    issuedOn: row.issuedOn ?? dueOn,
    dueOn,
    currency,
    totalMinor: netMinor + taxMinor,
  };
  const period = { periodStart: dueOn, periodEnd: row.periodEnd ?? dueOn };
  const { propertyId, unitId, contactId } = lease;
  const parties = { propertyId, unitId, contactId, sourceKey: `test:${invoice.id}` };
  await arrange.insert("invoices", { ...invoice, ...parties, ...period, netMinor, taxMinor });
  await insertCharges(arrange, invoice, period, charges);
  const journalId = await postInvoice(arrange, lease, invoice, { netMinor, taxMinor });
  await insertBalance(arrange, invoice, { propertyId, journalId });
  return invoice;
}

async function insertCharges(
  arrange: Arranger,
  { agencyId, id: invoiceId, leaseId, currency }: InvoiceFactoryRow,
  period: { periodStart: string; periodEnd: string },
  charges: readonly InvoiceFactoryCharge[],
): Promise<void> {
  for (const charge of charges) {
    const id = newId();
    const shown = { description: charge.kind, explanation: { rule: "Test", steps: [] } };
    const row = { agencyId, id, invoiceId, leaseId, itemId: id, currency, ...period, ...shown, ...charge };
    await arrange.insert("charges", row);
  }
}

/** What is open; and of a deposit that it was asked for. */
async function insertBalance(
  arrange: Arranger,
  { id: invoiceId, agencyId, leaseId, kind, dueOn, issuedOn, currency, totalMinor }: InvoiceFactoryRow,
  { propertyId, journalId }: { propertyId: string; journalId: string },
): Promise<void> {
  const of = { agencyId, leaseId, propertyId, currency };
  const balance = { invoiceId, kind, dueOn, totalMinor, openMinor: totalMinor };
  await arrange.insert("invoice_balances", { ...of, ...balance });
  if (kind !== "deposit") return;
  const moved = { amountMinor: totalMinor, movedOn: issuedOn, reason: "Asked for", journalId };
  await arrange.insert("deposit_movements", { ...of, ...moved, id: newId(), kind: "invoiced" });
}

async function takeNumber(arrange: Arranger, agencyId: string): Promise<number> {
  const text = `insert into number_counters as c (agency_id, kind, next) values ($1, 'invoice', 2)
    on conflict (agency_id, kind) do update set next = c.next + 1 returning next - 1 as number`;
  const [row] = await arrange.query<{ number: number }>(text, agencyId);
  return row?.number ?? 0;
}

const accountsOf = {
  regular: ["1100", "4000"],
  fee: ["1100", "4020"],
  opening: ["1100", "3900"],
  deposit: ["1110", "2005"],
} as const;

async function postInvoice(
  arrange: Arranger,
  lease: InvoicedLease,
  invoice: InvoiceFactoryRow,
  { netMinor, taxMinor }: { netMinor: number; taxMinor: number },
): Promise<string> {
  const { agencyId, currency, issuedOn: occurredOn } = invoice;
  const [receivable, earned] = accountsOf[invoice.kind];
  const journalId = newId();
  await arrange.insert("journals", {
    agencyId,
    id: journalId,
    postingKey: `test:${invoice.id}`,
    event: "invoice.issued",
    entityId: invoice.id,
    occurredOn,
    memo: `Invoice ${invoice.number}`,
  });
  const lines = [
    [receivable, invoice.totalMinor],
    [earned, -netMinor],
    ["2200", -taxMinor],
  ] as const;
  // One statement: the journal must balance when it ends.
  await arrange.query(
    `insert into journal_lines (agency_id, journal_id, line_no, account_code, amount_minor, currency, occurred_on, property_id, unit_id, lease_id, contact_id)
     select $1, $2, row_number() over (), code, amount, $3, $4, $5, $6, $7, $8 from unnest($9::text[], $10::bigint[]) as l (code, amount) where amount <> 0`,
    agencyId,
    journalId,
    currency,
    occurredOn,
    lease.propertyId,
    lease.unitId,
    lease.id,
    lease.contactId,
    lines.map(([code]) => code),
    lines.map(([, amountMinor]) => amountMinor),
  );
  await arrange.query(
    `insert into ledger_totals as t (agency_id, account_code, currency, month, shard, debit_minor, credit_minor)
     select agency_id, account_code, currency, date_trunc('month', occurred_on), 0, sum(greatest(amount_minor, 0)), sum(greatest(-amount_minor, 0))
     from journal_lines where agency_id = $1 and journal_id = $2 group by 1, 2, 3, 4
     on conflict (agency_id, account_code, currency, month, shard) do update
       set debit_minor = t.debit_minor + excluded.debit_minor, credit_minor = t.credit_minor + excluded.credit_minor`,
    agencyId,
    journalId,
  );
  return journalId;
}
