import { createHash } from "node:crypto";
import type { Tx } from "@stead/db/client";
import { enqueue } from "@stead/queue/enqueue";
import { withEffect } from "@stead/queue/effects";
import { agencyToday, insertMessages, type NewMessage, type ServiceContext } from "../context/index.ts";
import { lockBroadcast, type BroadcastRow } from "./get-broadcast.ts";
import {
  filterConditions,
  mergeValuesOf,
  numbered,
  recipientColumns,
  recipientTables,
  type Recipient,
} from "./queries.ts";
import { mergeText, reachOf, stopReason } from "./rules.ts";

const chunkSize = 1_000;
const firstId = "00000000-0000-0000-0000-000000000000";

const begin = {
  name: "broadcast_begin",
  text: `update broadcasts set status = 'sending' where agency_id = $1 and id = $2 and status = 'scheduled'`,
};
const count = {
  name: "broadcast_count",
  text: `update broadcasts set recipient_count = recipient_count + $3 where agency_id = $1 and id = $2`,
};

type Progress = (done: number) => void;

/**
 * Writes a message for every lease of the broadcast's filter, a thousand in one statement. Each chunk is one effect, so
 * running it again after a crash goes on where it was; a broadcast that was paused or cancelled meanwhile gets no more
 * that waits. Returns how many there are.
 */
export async function writeRecipients(
  ctx: ServiceContext,
  { broadcastId, jobRunId, progress }: { broadcastId: string; jobRunId: string; progress: Progress },
): Promise<number> {
  const startMs = ctx.clock.nowMs();
  let after = firstId;
  let total = 0;
  for (;;) {
    ctx.signal?.throwIfAborted();
    const step = await ctx.db.transaction((tx) =>
      writeChunk(tx, ctx, { broadcastId, jobRunId, after, total, startMs }),
    );
    if (step === null) return total;
    total += step.size;
    progress(total);
    if (step.last === null) return total;
    after = step.last;
  }
}

type Chunk = { broadcastId: string; jobRunId: string; after: string; total: number; startMs: number };

async function writeChunk(
  tx: Tx,
  ctx: ServiceContext,
  { broadcastId, jobRunId, after, total, startMs }: Chunk,
): Promise<{ size: number; last: string | null } | null> {
  const broadcast = await lockBroadcast(tx.sql, ctx.agencyId, broadcastId);
  if (broadcast === undefined || broadcast.status === "cancelled") return null;
  await tx.sql(begin, ctx.agencyId, broadcastId);
  const rows = await readChunk(tx, ctx, broadcast, after);
  const key = `messages.recipients:${broadcastId}:${after}`;
  await withEffect(tx, { agencyId: ctx.agencyId, key, jobRunId }, async () => {
    const messages = rows.map((row, place) => messageTo(ctx, broadcast, row, startMs, total + place));
    await insertMessages(tx, ctx.agencyId, messages);
    await tx.sql(count, ctx.agencyId, broadcastId, rows.length);
    if (after === firstId)
      await enqueue(tx, ctx, "messages.follow-broadcast", { agencyId: ctx.agencyId, broadcastId });
  });
  return { size: rows.length, last: rows.length < chunkSize ? null : (rows.at(-1)?.leaseId ?? null) };
}

function readChunk(
  tx: Tx,
  ctx: ServiceContext,
  { filter }: BroadcastRow,
  after: string,
): Promise<Recipient[]> {
  const { sql, values } = numbered(filterConditions(filter), 4);
  const text = `select ${recipientColumns} from ${recipientTables}
    where l.agency_id = $1 and l.id > $3 and ${sql} order by l.id limit ${chunkSize}`;
  const name = `broadcast_chunk_${createHash("sha256").update(text).digest("hex").slice(0, 16)}`;
  return tx.sql<Recipient>({ name, text }, ctx.agencyId, agencyToday(ctx), after, ...values);
}

function messageTo(
  ctx: ServiceContext,
  { id, channel: wanted, subject, body, perMinute }: BroadcastRow,
  row: Recipient,
  startMs: number,
  place: number,
): NewMessage {
  const { channel, address } = reachOf(wanted, row);
  const values = mergeValuesOf(ctx, row);
  const isOptedOut = row.optOuts.includes(channel);
  return {
    channel,
    kind: "broadcast",
    contactId: row.contactId,
    leaseId: row.leaseId,
    broadcastId: id,
    toName: row.name,
    toAddress: address,
    subject: channel === "email" ? mergeText(subject, values) : null,
    body: mergeText(body, values),
    // The throttle is in the rows: each has its time, whoever sends it.
    ...(perMinute !== null && { notBeforeMs: startMs + Math.floor((place * 60_000) / perMinute) }),
    ...(isOptedOut && { status: "stopped", reasonCode: "opted_out", reason: stopReason("opted_out") }),
  };
}
