import type { Page } from "@stead/contracts/lists";
import type { ListReminderHoldsInput, ReminderHoldDto } from "@stead/contracts/messages";
import {
  agencyToday,
  condition,
  inScope,
  readPage,
  requirePermission,
  when,
  type Verb,
} from "../context/index.ts";

export const holdColumns = `r.id, r.lease_id as "leaseId", l.number as "leaseNumber", c.name as "tenantName", r.kind,
  r.until_on as "untilOn", r.note, r.created_at as "createdAt"`;
export const holdTables = `reminder_holds r
  join leases l on l.agency_id = r.agency_id and l.id = r.lease_id
  join contacts c on c.agency_id = l.agency_id and c.id = l.contact_id`;

/** The leases that are not reminded now, newest first. */
export async function listReminderHolds({
  ctx,
  input,
}: Verb<ListReminderHoldsInput>): Promise<Page<ReminderHoldDto>> {
  requirePermission(ctx, "messages:read");
  return readPage<ReminderHoldDto>(
    ctx,
    {
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
    },
    input,
  );
}
