import type { DisputeDto, ListDisputesInput } from "@stead/contracts/disputes";
import {
  condition,
  foundLeaseOrPayment,
  inScope,
  listVerbs,
  readOne,
  requireFound,
  requirePermission,
  when,
  type ListSpec,
  type ServiceContext,
  type Verb,
} from "../context/index.ts";

const columns = `d.id, a.rail, d.rail_account_id as "railAccountId", a.label as "accountLabel", a.account, d.external_id as "externalId",
  d.payment_id as "paymentId", y.number as "paymentNumber", y.lease_id as "leaseId", l.number as "leaseNumber", c.name as "tenantName",
  p.name as "propertyName", u.label as "unitLabel", d.state, d.amount_minor as "amountMinor", d.currency, d.fee_minor as "feeMinor",
  d.reason, d.answer_by as "answerBy", d.is_withdrawn as "isWithdrawn", d.reinstated_payment_id as "reinstatedPaymentId",
  d.created_at as "createdAt", d.closed_at as "closedAt"`;
const joins = `rail_disputes d
  join rail_accounts a on a.agency_id = d.agency_id and a.id = d.rail_account_id
  join payments y on y.agency_id = d.agency_id and y.id = d.payment_id
  left join leases l on l.agency_id = y.agency_id and l.id = y.lease_id
  left join contacts c on c.agency_id = l.agency_id and c.id = l.contact_id
  left join units u on u.agency_id = l.agency_id and u.id = l.unit_id
  left join properties p on p.agency_id = y.agency_id and p.id = y.property_id`;

const byId = {
  name: "dispute_shown",
  text: `select ${columns} from ${joins} where d.agency_id = $1 and d.id = $2 and ($3::uuid[] is null or y.property_id = any($3))`,
};

const verbs = listVerbs<ListDisputesInput, DisputeDto>("payments:read", specOf);

/** What payers disputed with their banks, newest first. */
export const listDisputes = verbs.page;
export const readAllDisputes = verbs.whole;

function specOf(ctx: ServiceContext, input: ListDisputesInput): ListSpec<DisputeDto> {
  return {
    name: "disputes_list",
    select: columns,
    from: joins,
    where: [
      condition("d.agency_id = $1"),
      inScope(ctx, "y.property_id"),
      when(input.state, (state) => condition("d.state = ?", state)),
      when(input.paymentId, (id) => condition("d.payment_id = ?", id)),
      when(input.propertyId, (id) => condition("y.property_id = ?", id)),
      when(input.q || undefined, (q) => foundLeaseOrPayment("y.lease_id", "d.payment_id", q)),
    ],
    order: {
      name: "created",
      direction: input.order ?? "desc",
      columns: [
        { expression: "d.created_at", type: "timestamptz" },
        { expression: "d.id", type: "uuid" },
      ],
    },
    cursorOf: (row) => [row.createdAt, row.id],
  };
}

/** One dispute as it stands. NOT_FOUND outside the actor's properties. */
export async function getDispute({ ctx, input }: Verb<{ id: string }>): Promise<DisputeDto> {
  requirePermission(ctx, "payments:read");
  const row = await readOne<DisputeDto>(ctx.db.sql, byId, ctx.agencyId, input.id, ctx.propertyIds);
  return requireFound(row, "dispute");
}
