import type { SystemDb } from "@stead/db/system";
import { assert } from "@stead/kernel/errors";
import { Gathering } from "@stead/kernel/gathering";
import { enqueueFrom, jobRow, type JobRow } from "@stead/queue/enqueue";

/** An event that may be stored, with the account as the door knew it. */
export type StoredEvent = {
  secretHash: string;
  agencyId: string;
  rail: string;
  railAccountId: string;
  /** Of the account: another one since makes the event be looked at again. */
  version: number;
  key: string;
  id: string;
  topic: string;
  isVerified: boolean;
  bodySealed: Buffer;
  receivedAt: string;
  requestId: string;
};

// Keys are claimed in one order, and all of them before any job is written: two lists that overlap wait for each other
// and never cross. What the door knew of an account is true only when it still is. The lists stand behind an `offset 0`:
// a planner that sees how long they are plans anew each time, which costs more than storing. The bodies are one value,
// which travels as it is; a list of them would travel as text of twice the size.
const storeMany = {
  name: "door_store",
  text: `with given as (
      select g.* from (select $1::text[] as a, $2::uuid[] as b, $3::text[] as c, $4::uuid[] as d, $5::int[] as e, $6::text[] as f,
        $7::uuid[] as g, $8::text[] as h, $9::boolean[] as i, $10::int[] as j, $11::timestamptz[] as k, $12::uuid[] as l,
        $13::text[] as m, $14::text[] as n, $15::text[] as o, $16::text[] as p, $17::double precision[] as q, $18::int[] as r offset 0) as lists
      cross join lateral unnest(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r)
        as g (secret_hash, agency_id, rail, account_id, version, event_key, id, topic, is_verified, body_from, at, job_id, payload,
          dedupe_key, fair_key, request_id, deadline_ms, body_bytes)),
    known as materialized (
      select g.* from given g
      join webhook_paths w on w.secret_hash = g.secret_hash and (w.expires_at is null or w.expires_at > now())
      join rail_accounts a on a.agency_id = w.agency_id and a.id = w.rail_account_id
      where a.agency_id = g.agency_id and a.id = g.account_id and a.version = g.version),
    claimed as (
      insert into external_keys (agency_id, rail, account, kind, external_id, entity_id)
      select agency_id, rail, account_id::text, 'event', event_key, id from known
      order by agency_id, rail, account_id, event_key
      on conflict do nothing returning entity_id),
    stored as (
      insert into inbound_events (agency_id, id, rail, rail_account_id, topic, event_key, is_verified, body_sealed, received_at)
      select k.agency_id, k.id, k.rail, k.account_id, k.topic, k.event_key, k.is_verified,
        substring($19::bytea from k.body_from for k.body_bytes), k.at
      from known k join claimed c on c.entity_id = k.id),
    jobs as (${enqueueFrom(`select distinct on (agency_id, dedupe_key) job_id as id, agency_id, 'inbound.apply' as name, payload,
        dedupe_key, fair_key, request_id, deadline_ms
      from known where (select count(*) from claimed) >= 0 order by agency_id, dedupe_key`)})
    select id from known`,
};

// The same for one that is alone: without lists it costs a third less.
const storeOne = {
  name: "door_store_one",
  text: `with known as materialized (
      select from webhook_paths w
      join rail_accounts a on a.agency_id = w.agency_id and a.id = w.rail_account_id
      where w.secret_hash = $1 and (w.expires_at is null or w.expires_at > now())
        and a.agency_id = $2 and a.id = $4 and a.version = $5),
    claimed as (
      insert into external_keys (agency_id, rail, account, kind, external_id, entity_id)
      select $2, $3, $4::uuid::text, 'event', $6, $7 from known
      on conflict do nothing returning entity_id),
    stored as (
      insert into inbound_events (agency_id, id, rail, rail_account_id, topic, event_key, is_verified, body_sealed, received_at)
      select $2, entity_id, $3, $4, $8, $6, $9, $10, $11 from claimed),
    jobs as (${enqueueFrom(`select $12::uuid as id, $2::uuid as agency_id, 'inbound.apply' as name, $13 as payload, $14 as dedupe_key,
        $15 as fair_key, $16 as request_id, $17::double precision as deadline_ms
      from known where (select count(*) from claimed) >= 0`)})
    select $7::uuid as id from known`,
};

// More at once would make the first of them wait for the last; fewer running, the next for the one before.
const limits = { mostAtOnce: 128, mostRunning: 4 };

/** Stores events for their doors: what comes while others are stored goes together, in one statement and one commit. */
export class Intake {
  readonly #system: SystemDb;
  readonly #gathering = new Gathering<StoredEvent, boolean>((events) => this.#storeAll(events), limits);

  constructor(system: SystemDb) {
    this.#system = system;
  }

  /**
   * Stores an event with its key and its job, or finds it stored. False when its account is not any more what the door
   * took it for; nothing is stored then.
   */
  store(event: StoredEvent): Promise<boolean> {
    return this.#gathering.add(event);
  }

  async #storeAll(events: readonly StoredEvent[]): Promise<(boolean | Promise<boolean>)[]> {
    try {
      const known = await this.#write(events);
      return events.map(({ id }) => known.has(id));
    } catch (error) {
      if (events.length === 1) throw error;
      // One that the database refuses keeps no other from being stored.
      return events.map(async (event) => (await this.#write([event])).has(event.id));
    }
  }

  async #write(events: readonly StoredEvent[]): Promise<Set<string>> {
    const jobs = events.map(({ agencyId, requestId, railAccountId, key: eventKey }) =>
      jobRow({ agencyId, requestId }, "inbound.apply", { agencyId, railAccountId, eventKey }),
    );
    const rows = events.map((event, index) => valuesOf(event, jobs[index]));
    const [first = [], ...others] = rows;
    const stored = await (others.length === 0
      ? this.#system.sql<{ id: string }>(storeOne, ...first)
      : this.#system.sql<{ id: string }>(storeMany, ...listsOf(events, rows)));
    return new Set(stored.map(({ id }) => id));
  }
}

/** An event and its job, in the order of the statements' values. */
function valuesOf(event: StoredEvent, job: JobRow | undefined): unknown[] {
  assert(job, "inbound: an event without its job");
  const { secretHash, agencyId, rail, railAccountId, version, key } = event;
  const { id, topic, isVerified, bodySealed, receivedAt, requestId } = event;
  const path = [secretHash, agencyId, rail, railAccountId, version];
  const stored = [key, id, topic, isVerified, bodySealed, receivedAt];
  return [...path, ...stored, job.id, job.payload, job.dedupeKey, job.fairKey, requestId, job.deadlineMs];
}

const bodyColumn = 9;

/** A list for each value, with where each body begins (from 1) and its bytes, and all bodies behind each other. */
function listsOf(events: readonly StoredEvent[], rows: readonly (readonly unknown[])[]): unknown[] {
  const lists = (rows[0] ?? []).map((_, column) => rows.map((row) => row[column]));
  const bytes = events.map(({ bodySealed }) => bodySealed.length);
  let next = 1;
  lists[bodyColumn] = bytes.map((length) => {
    const from = next;
    next += length;
    return from;
  });
  return [...lists, bytes, Buffer.concat(events.map(({ bodySealed }) => bodySealed))];
}
