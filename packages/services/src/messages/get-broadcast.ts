import type { Page } from "@stead/contracts/lists";
import type { BroadcastDto, ListBroadcastsInput, MessageCounts } from "@stead/contracts/messages";
import type { Sql } from "@stead/db/client";
import {
  condition,
  mapBatches,
  readOne,
  readPage,
  readWhole,
  requireFound,
  requirePermission,
  requireWholeAgency,
  when,
  type ListSpec,
  type Verb,
  type Whole,
  type WholeList,
} from "../context/index.ts";

const properties = `coalesce((select jsonb_agg(jsonb_build_object('id', p.id, 'name', p.name) order by p.name, p.id)
    from jsonb_array_elements_text(b.filter -> 'propertyIds') chosen (id)
    join properties p on p.agency_id = b.agency_id and p.id = chosen.id::uuid), '[]') as properties`;

const columns = `b.id, b.name, b.channel, b.subject, b.body, b.filter, ${properties}, b.per_minute as "perMinute", b.status,
  b.scheduled_at as "scheduledAt", b.recipient_count as "recipientCount", b.created_at as "createdAt",
  b.finished_at as "finishedAt", b.version, b.created_by as "createdBy", b.job_run_id as "jobRunId"`;

const counts = `coalesce((select jsonb_object_agg(g.status, g.count) from (
    select m.status, count(*) as count from messages m where m.agency_id = b.agency_id and m.broadcast_id = b.id group by m.status) g), '{}') as counts`;

export type BroadcastRow = Omit<BroadcastDto, "counts"> & {
  counts: Partial<Record<string, number>>;
  createdBy: string | null;
  jobRunId: string | null;
};

const get = {
  name: "broadcast_get",
  text: `select ${columns}, ${counts} from broadcasts b where b.agency_id = $1 and b.id = $2`,
};
const lock = {
  name: "broadcast_lock",
  text: `select ${columns}, '{}'::jsonb as counts from broadcasts b where b.agency_id = $1 and b.id = $2 for update of b`,
};

export function readBroadcast(sql: Sql, agencyId: string, id: string): Promise<BroadcastRow | undefined> {
  return readOne<BroadcastRow>(sql, get, agencyId, id);
}

/** The broadcast, locked until the transaction ends. */
export function lockBroadcast(sql: Sql, agencyId: string, id: string): Promise<BroadcastRow | undefined> {
  return readOne<BroadcastRow>(sql, lock, agencyId, id);
}

function countsOf(found: BroadcastRow["counts"]): MessageCounts {
  const of = (status: string) => found[status] ?? 0;
  return {
    waiting: of("waiting") + of("paused"),
    sending: of("sending"),
    sent: of("sent"),
    failed: of("failed"),
    stopped: of("stopped"),
    uncertain: of("uncertain"),
  };
}

export function toBroadcastDto(row: BroadcastRow): BroadcastDto {
  const { createdBy: _by, jobRunId: _job, counts: found, ...broadcast } = row;
  return { ...broadcast, counts: countsOf(found) };
}

/** A broadcast and how far it is. */
export async function getBroadcast({ ctx, input }: Verb<{ id: string }>): Promise<BroadcastDto> {
  requirePermission(ctx, "messages:read");
  requireWholeAgency(ctx);
  return toBroadcastDto(requireFound(await readBroadcast(ctx.db.sql, ctx.agencyId, input.id), "broadcast"));
}

/** Broadcasts, newest first. */
export async function listBroadcasts({ ctx, input }: Verb<ListBroadcastsInput>): Promise<Page<BroadcastDto>> {
  requirePermission(ctx, "messages:read");
  requireWholeAgency(ctx);
  const page = await readPage(ctx, specOf(input), input);
  return { ...page, items: page.items.map(toBroadcastDto) };
}

/** Every broadcast of the list instead of a page of them. */
export async function readAllBroadcasts({
  ctx,
  input,
  tx,
}: Whole<ListBroadcastsInput>): Promise<WholeList<BroadcastDto>> {
  requirePermission(ctx, "messages:read");
  requireWholeAgency(ctx);
  const { count, batches } = await readWhole(ctx, tx, specOf(input));
  return { count, batches: mapBatches(batches, (rows) => rows.map(toBroadcastDto)) };
}

function specOf(input: ListBroadcastsInput): ListSpec<BroadcastRow> {
  return {
    name: "broadcasts_list",
    select: `${columns}, ${counts}`,
    from: "broadcasts b",
    where: [condition("b.agency_id = $1"), when(input.status, (status) => condition("b.status = ?", status))],
    order: { name: "made", columns: [{ expression: "b.id", type: "uuid" }], direction: "desc" },
    cursorOf: (row) => [row.id],
  };
}
