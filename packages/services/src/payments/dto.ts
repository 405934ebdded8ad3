import type { PaymentDto } from "@stead/contracts/payments";
import type { Sql } from "@stead/db/client";
import { requireFound, type ServiceContext } from "../context/index.ts";

/** The columns of a payment in lists, from `payments p` and `payment_balances b`. */
export const paymentColumns = `p.id, p.number, b.status, p.rail, p.received_on as "receivedOn", b.lease_id as "leaseId", p.reference, p.currency,
  b.amount_minor as "amountMinor", b.allocated_minor as "allocatedMinor", b.credit_minor as "creditMinor", b.unallocated_minor as "unallocatedMinor"`;

export const paymentJoin = `payments p join payment_balances b on b.agency_id = p.agency_id and b.payment_id = p.id`;

/** Who and where the lease is; `leaseId` is the SQL of its id. */
export const leaseColumns = `l.number as "leaseNumber", tenant.name as "tenantName", pr.name as "propertyName", u.label as "unitLabel"`;
export const leaseJoins = (leaseId: string) => `left join leases l on l.agency_id = $1 and l.id = ${leaseId}
  left join contacts tenant on tenant.agency_id = $1 and tenant.id = l.contact_id
  left join properties pr on pr.agency_id = $1 and pr.id = l.property_id
  left join units u on u.agency_id = $1 and u.id = l.unit_id`;

const instant = (column: string) => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

const allocations = `select json_agg(json_build_object('id', a.id, 'invoiceId', a.invoice_id, 'invoiceNumber', i.number, 'leaseId', a.lease_id,
      'dueOn', i.due_on, 'amountMinor', a.amount_minor, 'source', a.source, 'allocatedOn', a.allocated_on, 'explanation', a.explanation,
      'reversesId', a.reverses_id, 'isReversed', r.id is not null, 'journalId', a.journal_id) order by a.created_at, i.due_on, a.id)
    from allocations a
    join invoices i on i.agency_id = a.agency_id and i.id = a.invoice_id
    left join allocations r on r.agency_id = a.agency_id and r.reverses_id = a.id
    where a.agency_id = $1 and a.payment_id = p.id`;

const refunds = `select json_agg(json_build_object('id', r.id, 'number', r.number, 'amountMinor', r.amount_minor, 'source', r.source,
      'rail', r.rail, 'paidOn', r.paid_on, 'reason', r.reason) order by r.number)
    from refunds r where r.agency_id = $1 and r.payment_id = p.id
      and not exists (select from refund_failures f where f.agency_id = $1 and f.refund_id = r.id)`;

const journals = `select json_agg(json_build_object('id', j.id, 'event', j.event, 'occurredOn', j.occurred_on, 'memo', j.memo)
      order by j.created_at, j.occurred_on, j.id)
    from journals j where j.agency_id = $1 and j.entity_id = p.id`;

const paymentById = {
  name: "payments_get",
  text: `select ${paymentColumns}, ${leaseColumns}, p.payer_contact_id as "payerContactId", payer.name as "payerName", p.note,
      b.refunded_minor as "refundedMinor", b.reversed_minor as "reversedMinor", b.version,
      (select k.external_id from external_keys k where k.agency_id = $1 and k.entity_id = p.id and k.rail = p.rail
        and k.kind <> 'event' and k.kind like 'payment%' order by k.kind limit 1) as "externalId",
      coalesce((${allocations}), '[]') as allocations, coalesce((${refunds}), '[]') as refunds, coalesce((${journals}), '[]') as journals,
      (select json_build_object('kind', v.kind, 'reason', v.reason, 'reversedOn', v.reversed_on)
        from payment_reversals v where v.agency_id = $1 and v.payment_id = p.id) as reversal,
      (select name from users where id = p.created_by) as "recordedBy", ${instant("p.created_at")} as "createdAt"
    from ${paymentJoin} ${leaseJoins("b.lease_id")}
    left join contacts payer on payer.agency_id = $1 and payer.id = p.payer_contact_id
    where p.agency_id = $1 and p.id = $2 and ($3::uuid[] is null or l.property_id = any($3))`,
};

/** A payment with all that happened to it, in one statement. NOT_FOUND outside the actor's properties. */
export async function readPayment(sql: Sql, ctx: ServiceContext, id: string): Promise<PaymentDto> {
  const [row] = await sql<PaymentDto>(paymentById, ctx.agencyId, id, ctx.propertyIds);
  return requireFound(row, "payment");
}
