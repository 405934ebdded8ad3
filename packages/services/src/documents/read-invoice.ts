import type { InvoiceData, SettlementData } from "@stead/documents/pdf/data";
import type { CivilDate } from "@stead/kernel/dates";
import { sumMinor } from "@stead/kernel/money";
import { getInvoice } from "../billing/index.ts";
import type { ServiceContext } from "../context/index.ts";
import { readHome, readSender } from "./queries.ts";

/** What the PDF of an invoice says. */
export async function readInvoiceLetter(ctx: ServiceContext, id: string): Promise<InvoiceData> {
  const invoice = await getInvoice({ ctx, input: { id } });
  const [{ letterhead, howToPay }, home] = await Promise.all([readSender(ctx), readHome(ctx, invoice)]);
  const { number, kind, issuedOn, dueOn, periodStart, periodEnd, currency, netMinor, taxMinor, totalMinor } =
    invoice;
  return {
    letterhead,
    howToPay,
    number,
    kind,
    billTo: home.tenant,
    place: home.place,
    leaseReference: home.leaseReference,
    issuedOn,
    dueOn,
    periodStart,
    periodEnd,
    currency,
    netMinor,
    taxMinor,
    totalMinor,
    lines: invoice.charges.map((charge) => ({
      description: charge.description,
      periodStart: charge.periodStart,
      periodEnd: charge.periodEnd,
      netMinor: charge.netMinor,
      taxMinor: charge.taxMinor,
      arithmetic: { rule: charge.explanation.rule, steps: charge.explanation.steps },
    })),
  };
}

const settlements = {
  name: "document_settlements",
  text: `select "on", kind, method, number, note, amount as "amountMinor" from (
      select a.allocated_on as "on", case when a.amount_minor < 0 then 'taken_back' when a.source = 'credit' then 'credit' else 'payment' end as kind,
        p.rail as method, p.number, a.amount_minor * -1 as amount, null as note, a.created_at, a.id
      from allocations a join payments p on p.agency_id = $1 and p.id = a.payment_id
      where a.agency_id = $1 and a.invoice_id = $2
      union all
      select n.issued_on, 'credit_note', null, n.number, -n.amount_minor, n.reason, n.created_at, n.id
      from credit_notes n where n.agency_id = $1 and n.invoice_id = $2
      union all
      select w.written_on, case when w.amount_minor < 0 then 'recovered' else 'write_off' end, null, null, -w.amount_minor, w.reason,
        w.created_at, w.id
      from write_offs w where w.agency_id = $1 and w.invoice_id = $2
    ) as entry
    where "on" <= $3 order by "on", created_at, id`,
};

/** What the annex of an invoice says: all that settled it, or opened it again, up to a day. */
export async function readSettlementLetter(
  ctx: ServiceContext,
  { id, asOf }: { id: string; asOf: CivilDate },
): Promise<SettlementData> {
  const invoice = await getInvoice({ ctx, input: { id } });
  const [{ letterhead }, home, entries] = await Promise.all([
    readSender(ctx),
    readHome(ctx, invoice),
    ctx.db.sql<SettlementData["entries"][number]>(settlements, ctx.agencyId, id, asOf),
  ]);
  const { number, issuedOn, dueOn, currency, totalMinor } = invoice;
  const openMinor = sumMinor([totalMinor, ...entries.map(({ amountMinor }) => amountMinor)]);
  const letter = {
    letterhead,
    billTo: home.tenant,
    place: home.place,
    issuedOn,
    dueOn,
    currency,
    totalMinor,
  };
  return { ...letter, invoiceNumber: number, asOf, entries, openMinor };
}
