import type { ReceiptDto } from "@stead/contracts/payments";
import { requireFound, requirePermission, type Verb } from "../context/index.ts";
import { accounts } from "../ledger/index.ts";

const receiptById = {
  name: "payments_receipt",
  text: `select p.number, p.received_on as "receivedOn", p.rail, coalesce(payer.name, tenant.name) as "payerName", p.reference, p.currency,
      p.amount_minor as "amountMinor", b.credit_minor as "creditMinor", b.unallocated_minor as "unallocatedMinor",
      coalesce((select json_agg(json_build_object('invoiceNumber', i.number, 'dueOn', i.due_on, 'amountMinor', s.amount) order by i.due_on, i.number)
        from (select a.invoice_id, sum(a.amount_minor) as amount from allocations a
          where a.agency_id = $1 and a.payment_id = p.id group by a.invoice_id having sum(a.amount_minor) <> 0) s
        join invoices i on i.agency_id = $1 and i.id = s.invoice_id), '[]') as lines,
      case when b.lease_id is not null then (
        select coalesce(sum(j.amount_minor), 0)::bigint from journal_lines j
        where j.agency_id = $1 and j.lease_id = b.lease_id and j.occurred_on <= p.received_on and j.account_code = any($3)) end as "balanceAfterMinor"
    from payments p join payment_balances b on b.agency_id = p.agency_id and b.payment_id = p.id
    left join leases l on l.agency_id = $1 and l.id = b.lease_id
    left join contacts tenant on tenant.agency_id = $1 and tenant.id = l.contact_id
    left join contacts payer on payer.agency_id = $1 and payer.id = p.payer_contact_id
    where p.agency_id = $1 and p.id = $2 and ($4::uuid[] is null or l.property_id = any($4))`,
};

/** What a tenant owes and what is theirs: receivables less credit and unallocated money. */
const tenantAccounts = [
  accounts.tenantReceivable.code,
  accounts.depositReceivable.code,
  accounts.tenantCredit.code,
  accounts.unallocatedReceipts.code,
];

/** The receipt of a payment. `balanceAfterMinor`: what the tenant owed at the end of that day; negative when ahead. */
export async function getReceipt({ ctx, input }: Verb<{ paymentId: string }>): Promise<ReceiptDto> {
  requirePermission(ctx, "payments:read");
  const [row] = await ctx.db.sql<Omit<ReceiptDto, "agencyName">>(
    receiptById,
    ctx.agencyId,
    input.paymentId,
    tenantAccounts,
    ctx.propertyIds,
  );
  return { ...requireFound(row, "payment"), agencyName: ctx.agency.name };
}
