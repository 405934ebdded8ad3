import { agencyToday, readOne, type ServiceContext } from "../context/index.ts";
import type { ClaimedMessage } from "./claim-messages.ts";
import {
  mergeValuesOf,
  positionColumns,
  recipientColumns,
  recipientTables,
  type PositionRow,
} from "./queries.ts";
import { readReminderPolicy } from "./get-reminder-policy.ts";
import { findStop, mergeText, type StopCode } from "./rules.ts";

const position = {
  name: "reminder_position",
  text: `select ${recipientColumns}, ${positionColumns} from ${recipientTables} where l.agency_id = $1 and l.id = $3`,
};

export type CheckedReminder = { stop: StopCode } | { stop: null; subject: string | null; body: string };

/**
 * Looks at the lease's position just before its reminder goes: the reason not to send it, or its words with the
 * figures of now.
 */
export async function checkReminder(
  ctx: ServiceContext,
  message: Pick<ClaimedMessage, "leaseId" | "channel" | "subject" | "body">,
): Promise<CheckedReminder> {
  const [row, policy] = await Promise.all([
    readOne<PositionRow>(ctx.db.sql, position, ctx.agencyId, agencyToday(ctx), message.leaseId),
    readReminderPolicy(ctx.db.sql, ctx.agencyId),
  ]);
  if (row === undefined) return { stop: "lease_over" };
  if (!policy.isEnabled) return { stop: "cancelled" };
  const isOptedOut = row.optOuts.includes(message.channel);
  const stop = findStop({ ...row, isOptedOut }, policy.leastOverdueMinor);
  if (stop !== null) return { stop };
  const values = mergeValuesOf(ctx, row);
  return {
    stop: null,
    subject: message.subject === null ? null : mergeText(message.subject, values),
    body: mergeText(message.body, values),
  };
}
