import { liveEvents, type LiveEventKind, type LivePayload } from "@stead/contracts/live";
import type { Tx } from "@stead/db/client";
import { AppError, assert } from "@stead/kernel/errors";
import { newId } from "@stead/kernel/ids";

/** Something that happened, for those who look now. Who may see it is the kind's (`@stead/contracts/live`). */
export type NewEvent<Kind extends LiveEventKind = LiveEventKind> = {
  /** Null for what concerns operators. */
  agencyId: string | null;
  kind: Kind;
  payload: LivePayload<Kind>;
  /** The person it is for (reach "person"), or who caused it and may see it although limited to some properties. */
  userId?: string | null;
  /** The property it is about (reach "property"), said to be null for what lies in none: the whole agency's people hear of it. */
  propertyId?: string | null;
};

/** An event says what changed; whoever needs more asks for it. */
const mostPayloadBytes = 8_000;

const insert = {
  name: "events_insert",
  text: `insert into events (id, agency_id, kind, user_id, property_id, payload)
    select e.id, $1, e.kind, e.user_id, e.property_id, e.payload::jsonb
    from unnest($2::uuid[], $3::text[], $4::uuid[], $5::uuid[], $6::text[]) as e (id, kind, user_id, property_id, payload)`,
};

/**
 * Writes an event in the caller's transaction: it is told after the commit, or never. Throws INVALID for a payload
 * that is not the kind's, and TOO_LARGE for one beyond 8,000 bytes.
 */
export function publishEvent<Kind extends LiveEventKind>(
  tx: Pick<Tx, "sql">,
  event: NewEvent<Kind>,
): Promise<void> {
  return publishEvents(tx, event.agencyId, [event]);
}

/** `publishEvent` for many of one agency, in one statement. They are told in this order. */
export async function publishEvents(
  tx: Pick<Tx, "sql">,
  agencyId: string | null,
  events: readonly NewEvent[],
): Promise<void> {
  if (events.length === 0) return;
  const rows = events.map((event) => rowOf(agencyId, event));
  await tx.sql(
    insert,
    agencyId,
    rows.map(() => newId()),
    rows.map(({ kind }) => kind),
    rows.map(({ userId }) => userId),
    rows.map(({ propertyId }) => propertyId),
    rows.map(({ json }) => json),
  );
}

function rowOf(agencyId: string | null, { kind, userId = null, propertyId, ...event }: NewEvent) {
  assert(event.agencyId === agencyId, "events: an event belongs to the agency that it is written for");
  const { reach, payload } = liveEvents[kind];
  assert(reach !== "person" || userId !== null, `events: ${kind} names the person it is for`);
  assert(reach !== "property" || propertyId !== undefined, `events: ${kind} names its property`);
  assert((reach === "operators") === (agencyId === null), `events: ${kind} is of an agency or of none`);
  const parsed = payload.safeParse(event.payload);
  if (!parsed.success)
    throw new AppError("INVALID", `this is no payload of the event ${kind}`, {}, { cause: parsed.error });
  const json = JSON.stringify(parsed.data);
  if (Buffer.byteLength(json) > mostPayloadBytes)
    throw new AppError("TOO_LARGE", `the event ${kind} says more than ${mostPayloadBytes} bytes`);
  return { kind, userId, propertyId: propertyId ?? null, json };
}
