import type { RailId } from "@stead/contracts/rails";
import type { inboundStates } from "@stead/contracts/collecting";
import type { Tx } from "@stead/db/client";
import { instantNow, readOne, type ServiceContext } from "../context/index.ts";

export type InboundRow = {
  id: string;
  receivedAt: string;
  rail: RailId;
  railAccountId: string;
  topic: string;
  isVerified: boolean;
  bodySealed: Uint8Array;
  state: (typeof inboundStates)[number];
  /** Whether other events of its account wait to be applied. */
  hasCompany: boolean;
};

/** Names what a body is sealed for. */
export const bodyPurpose = (agencyId: string, id: string) => `inbound ${agencyId} ${id}`;

const columns = `e.id, e.received_at as "receivedAt", e.rail, e.rail_account_id as "railAccountId", e.topic,
  e.is_verified as "isVerified", e.body_sealed as "bodySealed", e.state`;

const byKey = {
  name: "inbound_by_key",
  text: `select ${columns}, exists (select from inbound_events o where o.agency_id = e.agency_id and o.state = 'received'
      and o.rail_account_id = e.rail_account_id and o.id <> e.id) as "hasCompany"
    from external_keys k
    join inbound_events e on e.agency_id = k.agency_id and e.id = k.entity_id
    where k.agency_id = $1 and k.account = $2::uuid::text and k.kind = 'event' and k.external_id = $3
      and k.rail = (select a.rail from rail_accounts a where a.agency_id = $1 and a.id = $2)`,
};

/** The event of a key; undefined when none was stored under it. */
export function readEventByKey(
  sql: Tx["sql"],
  ctx: ServiceContext,
  { railAccountId, eventKey }: { railAccountId: string; eventKey: string },
): Promise<InboundRow | undefined> {
  return readOne<InboundRow>(sql, byKey, ctx.agencyId, railAccountId, eventKey);
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

const company = {
  name: "inbound_company",
  text: `select ${columns}, true as "hasCompany" from inbound_events e
    where e.agency_id = $1 and e.state = 'received' and e.rail_account_id = $2 and e.id <> $3 and e.is_verified
    order by e.id limit $4 for update skip locked`,
};

/** Other events of an event's account that wait and that nobody applies now, the oldest first, under their locks. */
export function lockCompany(
  tx: Tx,
  ctx: ServiceContext,
  { id, railAccountId }: Pick<InboundRow, "id" | "railAccountId">,
  most: number,
): Promise<InboundRow[]> {
  return tx.sql<InboundRow>(company, ctx.agencyId, railAccountId, id, most);
}

const noteMany = {
  name: "inbound_note_applied",
  text: `update inbound_events e set state = 'applied', note = null, applied_at = $2, payment_id = n.payment_id,
      attempt_id = coalesce(n.attempt_id, e.attempt_id)
    from unnest($3::uuid[], $4::uuid[], $5::uuid[]) as n (id, attempt_id, payment_id)
    where e.agency_id = $1 and e.id = n.id`,
};

/** Notes that each was applied by its payment. */
export async function noteApplied(
  tx: Tx,
  ctx: ServiceContext,
  applied: readonly { id: string; attemptId: string | null; paymentId: string }[],
): Promise<void> {
  await tx.sql(
    noteMany,
    ctx.agencyId,
    new Date(ctx.clock.nowMs()).toISOString(),
    applied.map(({ id }) => id),
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
