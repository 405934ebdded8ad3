import type { ReminderStep } from "@stead/contracts/messages";
import type { Tx } from "@stead/db/client";
import { daysBetween } from "@stead/kernel/dates";
import { newId } from "@stead/kernel/ids";
import {
  agencyToday,
  insertMessages,
  isReadOnly,
  type NewMessage,
  type ServiceContext,
} from "../context/index.ts";
import { readReminderPolicy } from "./get-reminder-policy.ts";
import { recipientColumns, recipientTables, type Recipient } from "./queries.ts";
import { reachOf, stepOn } from "./rules.ts";

const chunkSize = 500;

const late = {
  name: "reminders_late",
  text: `select ${recipientColumns} from ${recipientTables}
    where l.agency_id = $1 and l.status in ('active', 'notice') and o.overdue - h.credit >= $3 and o.oldest <= $2::date - $4::int
      and l.id > $5 order by l.id limit ${chunkSize}`,
};
const claim = {
  name: "reminders_claim",
  text: `insert into reminders (agency_id, lease_id, due_on, step_day, message_id)
    select $1, r.lease_id, r.due_on, r.step_day, r.message_id
    from unnest($2::uuid[], $3::date[], $4::int[], $5::uuid[]) as r (lease_id, due_on, step_day, message_id)
    on conflict (agency_id, lease_id, due_on, step_day) do nothing returning message_id as id`,
};

/** Before every lease. */
const firstId = "00000000-0000-0000-0000-000000000000";

/**
 * Writes the reminders that are due today: for each lease in arrears the latest step that its oldest debt has reached,
 * once. Whether it really goes is decided when it is sent. Running it again writes nothing twice. Returns how many
 * were written.
 */
export async function remindLeases({ ctx }: { ctx: ServiceContext }): Promise<number> {
  const policy = await readReminderPolicy(ctx.db.sql, ctx.agencyId);
  const firstDay = Math.min(...policy.steps.map(({ day }) => day));
  if (!policy.isEnabled || policy.steps.length === 0 || isReadOnly(ctx)) return 0;
  const today = agencyToday(ctx);
  let written = 0;
  for (let after = firstId; ;) {
    ctx.signal?.throwIfAborted();
    const least = Math.max(1, policy.leastOverdueMinor);
    const rows = await ctx.db.sql<Recipient>(late, ctx.agencyId, today, least, firstDay, after);
    const planned = rows.flatMap((row) => {
      const { oldestDueOn } = row;
      const step = oldestDueOn === null ? null : stepOn(policy.steps, daysBetween(oldestDueOn, today));
      return step === null || oldestDueOn === null ? [] : [{ row, step, dueOn: oldestDueOn, id: newId() }];
    });
    written += await ctx.db.transaction((tx) => writeReminders(tx, ctx, planned));
    const last = rows.at(-1);
    if (last === undefined || rows.length < chunkSize) return written;
    after = last.leaseId;
  }
}

type Planned = { row: Recipient; step: ReminderStep; dueOn: string; id: string };

async function writeReminders(tx: Tx, ctx: ServiceContext, planned: readonly Planned[]): Promise<number> {
  if (planned.length === 0) return 0;
  const claimed = await tx.sql<{ id: string }>(
    claim,
    ctx.agencyId,
    planned.map(({ row }) => row.leaseId),
    planned.map(({ dueOn }) => dueOn),
    planned.map(({ step }) => step.day),
    planned.map(({ id }) => id),
  );
  const isNew = new Set(claimed.map(({ id }) => id));
  const messages = planned
    .filter(({ id }) => isNew.has(id))
    .map(({ row, step, id }): NewMessage => {
      const { channel, address } = reachOf(step.channel, row);
      return {
        id,
        channel,
        kind: "reminder",
        contactId: row.contactId,
        leaseId: row.leaseId,
        toName: row.name,
        toAddress: address,
        // The words are filled in with the figures of the moment in which it goes.
        subject: channel === "email" ? step.subject : null,
        body: step.body,
      };
    });
  await insertMessages(tx, ctx.agencyId, messages);
  return messages.length;
}
