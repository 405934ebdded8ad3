import type { BroadcastDto, BroadcastVersionInput, StartBroadcastInput } from "@stead/contracts/messages";
import type { Tx } from "@stead/db/client";
import { AppError, invalidField } from "@stead/kernel/errors";
import { requestCancel } from "@stead/queue/cancellation";
import { enqueue } from "@stead/queue/enqueue";
import {
  actingUserId,
  recordAudit,
  requireFound,
  requirePermission,
  requireVersion,
  requireWholeAgency,
  type ServiceContext,
  type Verb,
} from "../context/index.ts";
import { getBroadcast, lockBroadcast, type BroadcastRow } from "./get-broadcast.ts";
import { stopReason } from "./rules.ts";

const schedule = {
  name: "broadcast_schedule",
  text: `update broadcasts set status = 'scheduled', scheduled_at = $3, job_run_id = $4, version = version + 1
    where agency_id = $1 and id = $2`,
};
const setStatus = {
  name: "broadcast_set_status",
  text: `update broadcasts set status = $3, version = version + 1, finished_at = case when $3 = 'cancelled' then now() end
    where agency_id = $1 and id = $2`,
};
const pause = {
  name: "broadcast_pause",
  text: `update messages set status = 'paused' where agency_id = $1 and broadcast_id = $2 and status = 'waiting'`,
};
const resume = {
  name: "broadcast_resume",
  // What should have gone meanwhile keeps its distance from the next.
  text: `update messages m set status = 'waiting', not_before = m.not_before + greatest(interval '0', now() - f.first)
    from (select min(not_before) as first from messages where agency_id = $1 and broadcast_id = $2 and status = 'paused') f
    where m.agency_id = $1 and m.broadcast_id = $2 and m.status = 'paused'`,
};
const stop = {
  name: "broadcast_stop",
  text: `update messages set status = 'stopped', reason_code = 'cancelled', reason = $3, finished_at = now()
    where agency_id = $1 and broadcast_id = $2 and status in ('waiting', 'paused')`,
};

/** One change of a broadcast's state: locked, checked, written and told. */
async function changeBroadcast(
  ctx: ServiceContext,
  input: BroadcastVersionInput,
  action: string,
  change: (tx: Tx, before: BroadcastRow) => Promise<void>,
): Promise<BroadcastDto> {
  requirePermission(ctx, "messages:write");
  requireWholeAgency(ctx);
  await ctx.db.transaction(async (tx) => {
    const before = requireFound(await lockBroadcast(tx.sql, ctx.agencyId, input.id), "broadcast");
    requireVersion(before, input.version);
    await change(tx, before);
    await recordAudit(tx, ctx, {
      action,
      entityType: "broadcast",
      entityId: input.id,
      before: { status: before.status },
    });
  });
  return getBroadcast({ ctx, input: { id: input.id } });
}

function requireStatus(before: BroadcastRow, ...statuses: readonly BroadcastRow["status"][]): void {
  if (!statuses.includes(before.status))
    throw new AppError("PRECONDITION", `this broadcast is ${before.status}`, { status: before.status });
}

/** Sends a draft, at once or at a time to come. */
export function startBroadcast({ ctx, input }: Verb<StartBroadcastInput>): Promise<BroadcastDto> {
  return changeBroadcast(ctx, input, "broadcast.started", async (tx, before) => {
    requireStatus(before, "draft");
    const atMs = input.scheduledAt === undefined ? ctx.clock.nowMs() : Date.parse(input.scheduledAt);
    if (atMs < ctx.clock.nowMs() - 60_000)
      throw invalidField("scheduledAt", "not_past", "choose a time to come");
    const payload = { agencyId: ctx.agencyId, broadcastId: input.id };
    const actorUserId = actingUserId(ctx);
    const jobRunId = await enqueue(tx, ctx, "messages.write-recipients", payload, {
      ...(input.scheduledAt !== undefined && { runAfterMs: atMs }),
      jobRun: { subjectId: input.id, actorUserId },
    });
    await tx.sql(schedule, ctx.agencyId, input.id, new Date(atMs).toISOString(), jobRunId);
  });
}

/** Holds back what has not gone. */
export function pauseBroadcast({ ctx, input }: Verb<BroadcastVersionInput>): Promise<BroadcastDto> {
  return changeBroadcast(ctx, input, "broadcast.paused", async (tx, before) => {
    requireStatus(before, "sending");
    await tx.sql(setStatus, ctx.agencyId, input.id, "paused");
    await tx.sql(pause, ctx.agencyId, input.id);
  });
}

/** Goes on with what was held back. */
export function resumeBroadcast({ ctx, input }: Verb<BroadcastVersionInput>): Promise<BroadcastDto> {
  return changeBroadcast(ctx, input, "broadcast.resumed", async (tx, before) => {
    requireStatus(before, "paused");
    await tx.sql(setStatus, ctx.agencyId, input.id, "sending");
    await tx.sql(resume, ctx.agencyId, input.id);
    await enqueue(tx, ctx, "messages.follow-broadcast", { agencyId: ctx.agencyId, broadcastId: input.id });
  });
}

/** Ends a broadcast: what has gone has gone, the rest is stopped. */
export function cancelBroadcast({ ctx, input }: Verb<BroadcastVersionInput>): Promise<BroadcastDto> {
  return changeBroadcast(ctx, input, "broadcast.cancelled", async (tx, before) => {
    requireStatus(before, "draft", "scheduled", "sending", "paused");
    await tx.sql(setStatus, ctx.agencyId, input.id, "cancelled");
    await tx.sql(stop, ctx.agencyId, input.id, stopReason("cancelled"));
    if (before.jobRunId !== null) await requestCancel(tx, ctx.agencyId, before.jobRunId);
  });
}
