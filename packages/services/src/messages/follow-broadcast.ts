import { enqueue } from "@stead/queue/enqueue";
import { publishEvent } from "@stead/queue/events";
import { requireFound, type ServiceContext } from "../context/index.ts";
import { notify } from "../notifications/index.ts";
import { lockBroadcast, readBroadcast, toBroadcastDto } from "./get-broadcast.ts";

const finish = {
  name: "broadcast_finish",
  text: `update broadcasts b set status = 'done', finished_at = now(), version = version + 1
    where b.agency_id = $1 and b.id = $2 and b.status = 'sending'
      and exists (select from job_runs r where r.agency_id = b.agency_id and r.id = b.job_run_id and r.finished_at is not null)
      and not exists (select from messages m where m.agency_id = b.agency_id and m.broadcast_id = b.id
        and m.status in ('waiting', 'paused', 'sending'))
    returning b.id`,
};

const pauseMs = 2_000;

/**
 * Tells how far a broadcast is, and looks again soon; when every recipient has been tried, ends it and tells who
 * started it.
 */
export async function followBroadcast(ctx: ServiceContext, broadcastId: string): Promise<void> {
  const { agencyId } = ctx;
  await ctx.db.transaction(async (tx) => {
    const before = await lockBroadcast(tx.sql, agencyId, broadcastId);
    const isDone = (await tx.sql(finish, agencyId, broadcastId)).length > 0;
    const row = requireFound(await readBroadcast(tx.sql, agencyId, broadcastId), "broadcast");
    const { id, status, recipientCount, counts, version } = toBroadcastDto(row);
    await publishEvent(tx, {
      agencyId,
      kind: "broadcast.changed",
      payload: { id, status, recipientCount, counts, version },
    });
    if (before?.status === "sending" && !isDone)
      await enqueue(
        tx,
        ctx,
        "messages.follow-broadcast",
        { agencyId, broadcastId },
        { runAfterMs: ctx.clock.nowMs() + pauseMs },
      );
    if (!isDone || row.createdBy === null) return;
    const failedCount = counts.failed + counts.uncertain + counts.stopped;
    await notify(tx, ctx, {
      kind: "broadcast.finished",
      userIds: [row.createdBy],
      subject: { kind: "broadcast", id },
      params: { name: row.name, sentCount: counts.sent, failedCount },
    });
  });
}
