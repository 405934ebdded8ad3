import type { RailId } from "@stead/contracts/rails";
import type { inboundStates } from "@stead/contracts/collecting";
import type { Tx } from "@stead/db/client";
import { instantNow, readOne, together, type ServiceContext } from "../context/index.ts";

export type InboundRow = {
  id: string;
  receivedAt: string;
  rail: RailId;
  railAccountId: string;
  topic: string;
  isVerified: boolean;
  bodySealed: Uint8Array;
  state: (typeof inboundStates)[number];
};

/** An event that is not done with. */
export type WaitingRow = InboundRow & {
  /** Whether more than one of its account waits to be applied. */
  hasCompany: boolean;
};

/** Names what a body is sealed for. */
export const bodyPurpose = (agencyId: string, id: string) => `inbound ${agencyId} ${id}`;

const columns = `e.id, e.received_at as "receivedAt", e.rail, e.rail_account_id as "railAccountId", e.topic,
  e.is_verified as "isVerified", e.body_sealed as "bodySealed", e.state`;

const byKeys = {
  name: "inbound_by_keys",
  text: `select k.external_id as key, ${columns},
      (select count(*) from (select from inbound_events o where o.agency_id = $1 and o.state = 'received' and o.rail_account_id = $2
        and o.is_verified limit 2) as w) > 1 as "hasCompany"
    from external_keys k
    join inbound_events e on e.agency_id = k.agency_id and e.id = k.entity_id
    where k.agency_id = $1 and k.account = $2::uuid::text and k.kind = 'event' and k.external_id = any($3)
      and k.rail = (select a.rail from rail_accounts a where a.agency_id = $1 and a.id = $2)
      and e.state not in ('applied', 'ignored')`,
};

/** The events of some keys of an account that are not done with, by their keys. */
export async function readEventsByKey(
  sql: Tx["sql"],
  ctx: ServiceContext,
  railAccountId: string,
  keys: readonly string[],
): Promise<Map<string, WaitingRow>> {
  const rows = await sql<WaitingRow & { key: string }>(byKeys, ctx.agencyId, railAccountId, keys);
  return new Map(rows.map(({ key, ...event }) => [key, event]));
}

const lock = {
  name: "inbound_lock",
  text: `select state from inbound_events where agency_id = $1 and id = $2 for update`,
};

/** The event's state under its lock. */
export async function lockEvent(
  tx: Tx,
  ctx: ServiceContext,
  id: string,
): Promise<InboundRow["state"] | undefined> {
  return (await readOne<Pick<InboundRow, "state">>(tx.sql, lock, ctx.agencyId, id))?.state;
}

// An event is found by its time as well: it names the partition.
const lockMany = {
  name: "inbound_lock_many",
  text: `select e.id from unnest($2::uuid[], $3::timestamptz[]) as n (id, received_at)
    join inbound_events e on e.received_at = n.received_at and e.id = n.id
    where e.agency_id = $1 and e.state = 'received' for update of e skip locked`,
};
const company = {
  name: "inbound_company",
  text: `select ${columns} from inbound_events e
    where e.agency_id = $1 and e.state = 'received' and e.rail_account_id = $2 and e.is_verified and e.id <> all($3::uuid[])
    order by e.id limit $4 for update skip locked`,
};

/**
 * Locks those of some events that wait and that nobody applies now, and others of their account that wait beside them,
 * the oldest first, `most` in all. Waits for nobody.
 */
export async function lockTogether(
  tx: Tx,
  ctx: ServiceContext,
  events: readonly InboundRow[],
  { railAccountId, most }: { railAccountId: string; most: number },
): Promise<InboundRow[]> {
  const ids = events.map(({ id }) => id);
  const times = events.map(({ receivedAt }) => receivedAt);
  const [locked, others] = await together([
    tx.sql<{ id: string }>(lockMany, ctx.agencyId, ids, times),
    tx.sql<InboundRow>(company, ctx.agencyId, railAccountId, ids, most - events.length),
  ]);
  const free = new Set(locked.map(({ id }) => id));
  return [...events.filter(({ id }) => free.has(id)), ...others];
}

const noteMany = {
  name: "inbound_note_applied",
  text: `update inbound_events e set state = 'applied', note = null, applied_at = $2, payment_id = n.payment_id,
      attempt_id = coalesce(n.attempt_id, e.attempt_id)
    from unnest($3::uuid[], $4::timestamptz[], $5::uuid[], $6::uuid[]) as n (id, received_at, attempt_id, payment_id)
    where e.agency_id = $1 and e.received_at = n.received_at and e.id = n.id`,
};

/** Notes that each was applied by its payment. */
export async function noteApplied(
  tx: Tx,
  ctx: ServiceContext,
  applied: readonly { id: string; receivedAt: string; attemptId: string | null; paymentId: string }[],
): Promise<void> {
  await tx.sql(
    noteMany,
    ctx.agencyId,
    new Date(ctx.clock.nowMs()).toISOString(),
    applied.map(({ id }) => id),
    applied.map(({ receivedAt }) => receivedAt),
    applied.map(({ attemptId }) => attemptId),
    applied.map(({ paymentId }) => paymentId),
  );
}

const note = {
  name: "inbound_note",
  text: `update inbound_events set state = $3, note = $4, applied_at = case when $3 = 'applied' then $5::timestamptz end,
      attempt_id = coalesce($6, attempt_id), payment_id = coalesce($7, payment_id), disbursement_id = coalesce($8, disbursement_id)
    where agency_id = $1 and id = $2`,
};

export type EventOutcome = {
  state: InboundRow["state"];
  note?: string | null;
  attemptId?: string | null;
  paymentId?: string | null;
  disbursementId?: string | null;
};

export async function noteEvent(
  sql: Tx["sql"],
  ctx: ServiceContext,
  id: string,
  { state, note: text = null, attemptId = null, paymentId = null, disbursementId = null }: EventOutcome,
): Promise<void> {
  const now = instantNow(ctx);
  await sql(note, ctx.agencyId, id, state, text, now, attemptId, paymentId, disbursementId);
}

/** What a fact came to. */
export type FactOutcome = {
  attemptId?: string | null;
  paymentId?: string | null;
  disbursementId?: string | null;
  /** What it waits for, in words: nothing of the event is applied yet. */
  waitsFor?: string;
  note?: string;
};
