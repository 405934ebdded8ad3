import type { SystemDb } from "@stead/db/system";
import { Gathering } from "@stead/kernel/gathering";
import { enqueueFrom, jobRow } from "@stead/queue/enqueue";

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
// a planner that sees how long they are plans anew each time, which costs more than storing.
const storeMany = {
  name: "door_store",
  text: `with given as (
      select g.* from (select $1::text[] as a, $2::uuid[] as b, $3::text[] as c, $4::uuid[] as d, $5::int[] as e, $6::text[] as f,
        $7::uuid[] as g, $8::text[] as h, $9::boolean[] as i, $10::bytea[] as j, $11::timestamptz[] as k, $12::uuid[] as l,
        $13::text[] as m, $14::text[] as n, $15::text[] as o, $16::text[] as p, $17::double precision[] as q offset 0) as lists
      cross join lateral unnest(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q)
        as g (secret_hash, agency_id, rail, account_id, version, event_key, id, topic, is_verified, body, at, job_id, payload, dedupe_key,
          fair_key, request_id, deadline_ms)),
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
      select k.agency_id, k.id, k.rail, k.account_id, k.topic, k.event_key, k.is_verified, k.body, k.at
      from known k join claimed c on c.entity_id = k.id),
    jobs as (${enqueueFrom(`select distinct on (agency_id, dedupe_key) job_id as id, agency_id, 'inbound.apply' as name, payload,
        dedupe_key, fair_key, request_id, deadline_ms
      from known where (select count(*) from claimed) >= 0 order by agency_id, dedupe_key`)})
    select id from known`,
};

/** More at once would make the first of them wait for the last. */
const limits = { mostAtOnce: 128, mostRunning: 2 };

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
    const stored = await this.#system.sql<{ id: string }>(
      storeMany,
      events.map(({ secretHash }) => secretHash),
      events.map(({ agencyId }) => agencyId),
      events.map(({ rail }) => rail),
      events.map(({ railAccountId }) => railAccountId),
      events.map(({ version }) => version),
      events.map(({ key }) => key),
      events.map(({ id }) => id),
      events.map(({ topic }) => topic),
      events.map(({ isVerified }) => isVerified),
      events.map(({ bodySealed }) => bodySealed),
      events.map(({ receivedAt }) => receivedAt),
      jobs.map(({ id }) => id),
      jobs.map(({ payload }) => payload),
      jobs.map(({ dedupeKey }) => dedupeKey),
      jobs.map(({ fairKey }) => fairKey),
      events.map(({ requestId }) => requestId),
      jobs.map(({ deadlineMs }) => deadlineMs),
    );
    return new Set(stored.map(({ id }) => id));
  }
}
