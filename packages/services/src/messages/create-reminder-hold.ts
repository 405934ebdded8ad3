import type { CreateReminderHoldInput, ReminderHoldDto } from "@stead/contracts/messages";
import { AppError, invalidField } from "@stead/kernel/errors";
import { newId } from "@stead/kernel/ids";
import {
  actingUserId,
  agencyToday,
  readOne,
  recordAudit,
  requireFound,
  requirePermission,
  requirePropertyInScope,
  type Verb,
} from "../context/index.ts";
import { holdColumns, holdTables } from "./list-reminder-holds.ts";

const leaseOf = {
  name: "reminder_hold_lease",
  text: `select property_id as "propertyId" from leases where agency_id = $1 and id = $2`,
};
const insert = {
  name: "reminder_hold_insert",
  text: `insert into reminder_holds (agency_id, id, lease_id, kind, until_on, note, created_by) values ($1, $2, $3, $4, $5, $6, $7)`,
};
const get = {
  name: "reminder_hold_get",
  text: `select ${holdColumns} from ${holdTables} where r.agency_id = $1 and r.id = $2`,
};

/** Keeps a lease from being reminded: until a day, or until the hold is ended. A promise needs its day. */
export async function createReminderHold({
  ctx,
  input,
}: Verb<CreateReminderHoldInput>): Promise<ReminderHoldDto> {
  requirePermission(ctx, "messages:write");
  const { leaseId, kind, untilOn, note } = input;
  if (kind === "promise" && untilOn === null)
    throw invalidField("untilOn", "missing", "a promise is for a day: choose it");
  if (untilOn !== null && untilOn < agencyToday(ctx))
    throw invalidField("untilOn", "not_past", "choose today or a later day");
  const id = newId();
  return ctx.db.transaction(async (tx) => {
    const lease = await readOne<{ propertyId: string }>(tx.sql, leaseOf, ctx.agencyId, leaseId);
    if (lease === undefined) throw new AppError("NOT_FOUND", "there is no such lease");
    requirePropertyInScope(ctx, lease.propertyId);
    const by = actingUserId(ctx);
    await tx.sql(insert, ctx.agencyId, id, leaseId, kind, untilOn, note, by);
    await recordAudit(tx, ctx, {
      action: "reminder_hold.created",
      entityType: "lease",
      entityId: leaseId,
      after: { kind, untilOn },
    });
    return requireFound(await readOne<ReminderHoldDto>(tx.sql, get, ctx.agencyId, id), "hold");
  });
}
