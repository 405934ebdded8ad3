import type { ListReminderHoldsInput, ReminderHoldDto } from "@stead/contracts/messages";
import {
  agencyToday,
  condition,
  inScope,
  listVerbs,
  when,
  type ListSpec,
  type ServiceContext,
} from "../context/index.ts";

export const holdColumns = `r.id, r.lease_id as "leaseId", l.number as "leaseNumber", c.name as "tenantName", r.kind,
  r.until_on as "untilOn", r.note, r.created_at as "createdAt"`;
export const holdTables = `reminder_holds r
  join leases l on l.agency_id = r.agency_id and l.id = r.lease_id
  join contacts c on c.agency_id = l.agency_id and c.id = l.contact_id`;

const verbs = listVerbs<ListReminderHoldsInput, ReminderHoldDto>("messages:read", specOf);

/** The leases that are not reminded now, newest first. */
export const listReminderHolds = verbs.page;
export const readAllReminderHolds = verbs.whole;

function specOf(ctx: ServiceContext, input: ListReminderHoldsInput): ListSpec<ReminderHoldDto> {
  return {
    name: "reminder_holds_list",
    select: holdColumns,
    from: holdTables,
    where: [
      condition("r.agency_id = $1"),
      condition("r.ended_at is null and (r.until_on is null or r.until_on >= ?::date)", agencyToday(ctx)),
      inScope(ctx, "l.property_id"),
      when(input.leaseId, (id) => condition("r.lease_id = ?::uuid", id)),
    ],
    order: { name: "made", columns: [{ expression: "r.id", type: "uuid" }], direction: "desc" },
    cursorOf: (row) => [row.id],
  };
}
