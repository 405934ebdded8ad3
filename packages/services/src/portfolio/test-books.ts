import { newId } from "@stead/kernel/ids";
import type { Arranger } from "@stead/testing/arranger";
import type { LeaseFactoryRow } from "@stead/testing/factories";
import { makeInvoice } from "@stead/testing/invoice-factory";

let numbered = 0;

type Invoice = { id: string; lease: LeaseFactoryRow };

/** An issued invoice of one month, of the rent unless told otherwise; needs the chart of accounts. */
export async function makeMonth(
  arrange: Arranger,
  lease: LeaseFactoryRow,
  {
    totalMinor = lease.rentMinor,
    ...row
  }: { dueOn: string; totalMinor?: number; kind?: "regular" | "deposit"; issuedOn?: string },
): Promise<Invoice> {
  const periodEnd = Temporal.PlainDate.from(row.dueOn).with({ day: 31 }).toString();
  const charges = [{ kind: row.kind === "deposit" ? "deposit" : "rent", netMinor: totalMinor }];
  const { id } = await makeInvoice(arrange, lease, { ...row, charges, periodEnd });
  return { id, lease };
}

/** Cash from a tenant, and where it went. */
async function takeCash(
  arrange: Arranger,
  { agencyId, id: leaseId, propertyId, currency }: LeaseFactoryRow,
  {
    receivedOn,
    amountMinor,
    ...parts
  }: { receivedOn: string; amountMinor: number; allocatedMinor?: number; creditMinor?: number },
): Promise<string> {
  const id = newId();
  await arrange.insert("payments", {
    agencyId,
    id,
    number: ++numbered,
    leaseId,
    propertyId,
    rail: "cash",
    accountCode: "1030",
    receivedOn,
    amountMinor,
    currency,
    journalId: newId(),
  });
  const balance = { agencyId, paymentId: id, leaseId, receivedOn, amountMinor, ...parts };
  await arrange.insert("payment_balances", { ...balance, status: "allocated" });
  return id;
}

/** A payment that pays invoices on its day, or takes it back when negative. */
export async function payInvoice(
  arrange: Arranger,
  invoice: Invoice,
  { on, amountMinor }: { on: string; amountMinor: number },
): Promise<void> {
  const { agencyId, id: leaseId, currency } = invoice.lease;
  const paymentId = await takeCash(arrange, invoice.lease, {
    receivedOn: on,
    amountMinor,
    allocatedMinor: amountMinor,
  });
  await arrange.insert("allocations", {
    agencyId,
    id: newId(),
    paymentId,
    invoiceId: invoice.id,
    leaseId,
    amountMinor,
    currency,
    source: "unallocated",
    allocatedOn: on,
    explanation: {},
    journalId: newId(),
  });
  await settle(arrange, invoice, "paid_minor", amountMinor);
}

/** A credit note on an invoice. */
export async function creditInvoice(
  arrange: Arranger,
  invoice: Invoice,
  { on, amountMinor }: { on: string; amountMinor: number },
): Promise<void> {
  const { agencyId, id: leaseId, currency } = invoice.lease;
  await arrange.insert("credit_notes", {
    agencyId,
    id: newId(),
    number: ++numbered,
    invoiceId: invoice.id,
    leaseId,
    amountMinor,
    currency,
    reason: "test",
    issuedOn: on,
    journalId: newId(),
  });
  await settle(arrange, invoice, "credited_minor", amountMinor);
}

/** An invoice, or a part of it, given up. */
export async function writeOffInvoice(
  arrange: Arranger,
  invoice: Invoice,
  { on, amountMinor }: { on: string; amountMinor: number },
): Promise<void> {
  const { agencyId, id: leaseId, currency } = invoice.lease;
  await arrange.insert("write_offs", {
    agencyId,
    id: newId(),
    invoiceId: invoice.id,
    leaseId,
    amountMinor,
    currency,
    reason: "test",
    writtenOn: on,
    journalId: newId(),
  });
  await settle(arrange, invoice, "written_off_minor", amountMinor);
}

async function settle(
  arrange: Arranger,
  { id, lease }: Invoice,
  part: string,
  amountMinor: number,
): Promise<void> {
  await arrange.query(
    `update invoice_balances set ${part} = ${part} + $3, open_minor = open_minor - $3,
       status = case when open_minor - $3 = 0 then 'paid' when open_minor - $3 = total_minor then 'open' else 'part_paid' end
     where agency_id = $1 and invoice_id = $2`,
    lease.agencyId,
    id,
    amountMinor,
  );
}

/** A deposit received, or with a negative amount refunded. */
export async function moveDeposit(
  arrange: Arranger,
  lease: LeaseFactoryRow,
  { on, amountMinor }: { on: string; amountMinor: number },
): Promise<void> {
  const { agencyId, id: leaseId, propertyId, currency } = lease;
  const kind = amountMinor < 0 ? "refunded" : "received";
  await arrange.insert("deposit_movements", {
    agencyId,
    id: newId(),
    leaseId,
    propertyId,
    kind,
    amountMinor,
    currency,
    movedOn: on,
    reason: "test",
    journalId: newId(),
  });
}

/** Tenant's credit that grows, or with a negative amount is paid back; needs the chart of accounts. */
export async function moveCredit(
  arrange: Arranger,
  lease: LeaseFactoryRow,
  { on, amountMinor }: { on: string; amountMinor: number },
): Promise<void> {
  const journalId = newId();
  const { agencyId, id: leaseId, currency } = lease;
  await arrange.insert("journals", {
    agencyId,
    id: journalId,
    postingKey: journalId,
    event: "test",
    entityId: leaseId,
    occurredOn: on,
    memo: "test",
  });
  await arrange.query(
    `insert into journal_lines (agency_id, journal_id, line_no, account_code, amount_minor, currency, occurred_on, lease_id)
     values ($1, $2, 1, '2020', $3, $4, $5, $6), ($1, $2, 2, '2010', -$3::bigint, $4, $5, $6)`,
    agencyId,
    journalId,
    amountMinor,
    currency,
    on,
    leaseId,
  );
  if (amountMinor > 0)
    await takeCash(arrange, lease, { receivedOn: on, amountMinor, creditMinor: amountMinor });
  else
    await arrange.query(
      `update payment_balances set credit_minor = credit_minor + $3, refunded_minor = refunded_minor - $3
       where agency_id = $1 and lease_id = $2 and credit_minor >= -$3::bigint`,
      agencyId,
      leaseId,
      amountMinor,
    );
}
