import { paymentPages } from "@stead/cache/keys/reads";
import type { ListPaymentsInput, PaymentRowDto } from "@stead/contracts/payments";
import type { KeysetOrder } from "@stead/db/keyset";
import {
  cachedRead,
  condition,
  searchWords,
  listVerbs,
  when,
  type Condition,
  type ListSpec,
  type ServiceContext,
} from "../context/index.ts";
import { leaseColumns, leaseJoins, paymentColumns, paymentJoin } from "./dto.ts";

/** A search that finds more says nothing; it bounds what one for a single letter may cost. */
const mostFound = 20_000;

/**
 * Found by its number or reference, or by its tenant or lease. The ids are gathered first (an array), because only then
 * does the planner look the payments up by them.
 */
const search = `p.id = any(array(
  select search_payments(?::text[], ${mostFound})
  union select m.payment_id from payment_balances m where m.agency_id = $1 and m.lease_id = any(array(
    select l.id from leases l where l.agency_id = $1 and l.contact_id = any(array(select search_contacts(?::text[], ${mostFound})))
    union select search_leases(?::text[], ${mostFound})))))`;

const ofProperties = (ids: readonly string[]) =>
  condition(
    `b.lease_id in (select l.id from leases l where l.agency_id = $1 and l.property_id = any(?::uuid[]))`,
    ids,
  );

function matching(q: string): Condition {
  const words = searchWords(q);
  return condition(search, words, words, words);
}

/** With a status, the index of statuses gives the order; without one, that of the payments does. */
function orderOf({ sort, status, order: direction = "desc" }: ListPaymentsInput): KeysetOrder {
  if (sort === "number")
    return { name: "number", direction, columns: [{ expression: "p.number", type: "bigint" }] };
  const [on, id] = status === undefined ? ["p.received_on", "p.id"] : ["b.received_on", "b.payment_id"];
  return {
    name: "received",
    direction,
    columns: [
      { expression: on, type: "date" },
      { expression: id, type: "uuid" },
    ],
  };
}

const verbs = listVerbs<ListPaymentsInput, PaymentRowDto>("payments:read", specOf);

/** Payments, newest first unless asked otherwise. Two statements, whatever the size. */
export const listPayments = cachedRead(paymentPages, verbs.page);

/** Every payment of the list instead of a page of them. */
export const readAllPayments = verbs.whole;

function specOf(ctx: ServiceContext, input: ListPaymentsInput): ListSpec<PaymentRowDto> {
  const receivedOn = input.status === undefined ? "p.received_on" : "b.received_on";
  return {
    name: "payments_list",
    select: paymentColumns,
    from: paymentJoin,
    where: [
      condition("p.agency_id = $1 and b.agency_id = $1"),
      ctx.propertyIds === null ? undefined : ofProperties(ctx.propertyIds),
      when(input.propertyId, (id) => ofProperties([id])),
      when(input.leaseId, (id) => condition("b.lease_id = ?", id)),
      when(input.status, (status) => condition("b.status = ?", status)),
      when(input.rail, (rail) => condition("p.rail = ?", rail)),
      when(input.receivedFrom, (on) => condition(`${receivedOn} >= ?::date`, on)),
      when(input.receivedTo, (on) => condition(`${receivedOn} <= ?::date`, on)),
      when(input.q || undefined, matching),
    ],
    order: orderOf(input),
    cursorOf: (row: PaymentRowDto) => (input.sort === "number" ? [row.number] : [row.receivedOn, row.id]),
    decorate: { select: condition(leaseColumns), joins: condition(leaseJoins(`page."leaseId"`)) },
  };
}
