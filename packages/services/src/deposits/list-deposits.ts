import type { DepositRowDto, DepositTotalsInput, ListDepositsInput } from "@stead/contracts/deposits";
import type { z } from "zod";
import {
  condition,
  inScope,
  searchWords,
  listVerbs,
  when,
  type Condition,
  type ListSpec,
  type ServiceContext,
} from "../context/index.ts";

export type DepositRow = z.infer<typeof DepositRowDto>;

const tenantOrLease = `(l.contact_id in (select search_contacts(?::text[], 10000))
  or l.id in (select search_leases(?::text[], 10000)))`;

/** Leases `l` with a deposit that the actor may see. `$1` is the agency. */
export function depositLeases(
  ctx: ServiceContext,
  { q, propertyId }: DepositTotalsInput,
): (Condition | undefined)[] {
  return [
    condition("l.agency_id = $1 and l.status not in ('draft', 'pending_signature', 'cancelled')"),
    condition(
      "(l.deposit_minor > 0 or exists (select from deposit_movements m where m.agency_id = $1 and m.lease_id = l.id))",
    ),
    inScope(ctx, "l.property_id"),
    when(propertyId, (id) => condition("l.property_id = ?", id)),
    when(q || undefined, (words) => condition(tenantOrLease, searchWords(words), searchWords(words))),
  ];
}

const verbs = listVerbs<ListDepositsInput, DepositRow>("leases:read", specOf);

/** Leases with a deposit, by the number of the lease: what was agreed and what is held. */
export const listDeposits = verbs.page;

/** Every lease with a deposit instead of a page of them. */
export const readAllDeposits = verbs.whole;

function specOf(ctx: ServiceContext, input: ListDepositsInput): ListSpec<DepositRow> {
  const { order: direction = "desc" } = input;
  return {
    name: "deposits_list",
    select: `l.id as "leaseId", l.number as "leaseNumber", l.status as "leaseStatus", l.contact_id, l.property_id, l.unit_id,
      l.currency, l.deposit_minor as "agreedMinor"`,
    from: "leases l",
    where: depositLeases(ctx, input),
    order: { name: "number", direction, columns: [{ expression: "l.number", type: "bigint" }] },
    cursorOf: (row) => [row.leaseNumber],
    decorate: {
      select: condition(`tenant.name as "tenantName", pr.name as "propertyName", u.label as "unitLabel",
        coalesce(held.amount, 0)::bigint as "heldMinor"`),
      joins: condition(`join contacts tenant on tenant.agency_id = $1 and tenant.id = page.contact_id
        join properties pr on pr.agency_id = $1 and pr.id = page.property_id
        join units u on u.agency_id = $1 and u.id = page.unit_id
        left join lateral (select sum(m.amount_minor) as amount from deposit_movements m
          where m.agency_id = $1 and m.lease_id = page."leaseId" and m.kind not in ('invoiced', 'uninvoiced')) held on true`),
    },
  };
}
