import type { Tx } from "@stead/db/client";
import type { SystemDb } from "@stead/db/system";
import { freeState, hasDied, isSuspect } from "./deaths.ts";
import type { LaneName } from "./define-job.ts";

type Db = Pick<Tx, "sql">;

const hasWaiting = {
  name: "outbox_has_waiting",
  // In the order of an index, so that it is read from there however many rows have come and gone.
  text: `select where (select true from outbox where state = 'waiting' order by fair_key, name, run_after, id limit 1)
    or (select true from outbox where state = 'delayed' and run_after <= now() order by run_after limit 1)
    or (select true from outbox where state = 'apart' order by id limit 1)`,
};

export async function hasWork(system: SystemDb): Promise<boolean> {
  return (await system.sql(hasWaiting)).length > 0;
}

/**
 * The commit does not wait for the disk. What a crash of the server takes back is found again: a job whose sending,
 * start or end was forgotten is sent once more, and its effects are claimed in transactions that do wait.
 */
export const unhurried = `set_config('synchronous_commit', 'off', true)`;

/**
 * Rows come and go. A plain scan of an index notes which entries lead to rows that are gone and passes them the next
 * time; a scan by bitmap or of the table visits them in every round until a vacuum.
 */
const byIndex = `set_config('enable_bitmapscan', 'off', true), set_config('enable_seqscan', 'off', true)`;

const oneAtATime = {
  name: "outbox_dispatch_lock",
  text: `select pg_advisory_xact_lock(7320001), ${unhurried}, ${byIndex}`,
};

const promote = {
  name: "outbox_promote",
  text: `update outbox set state = ${freeState("deaths")} where id in (
      select id from outbox where state = 'delayed' and run_after <= now() order by run_after limit 2000 for update skip locked)`,
};

/** What is under way, and what waits to go apart: that keeps its place among those of its name and key. */
export const countSent = {
  name: "outbox_sent_counts",
  text: `select o.fair_key as key, o.name, count(*)::int as count, ${isSuspect("o.deaths")} as "isApart", 0 as waiting
      from outbox o where o.state = 'sent' group by o.fair_key, o.name, ${isSuspect("o.deaths")}
    union all
    select o.fair_key, o.name, count(*)::int, true, count(*)::int from outbox o where o.state = 'apart' group by o.fair_key, o.name`,
};

/**
 * The first of what waits of each job for each fairness key, oldest first. Steps from pair to pair along the index,
 * however many rows each has waiting; the more pairs there are, the fewer it reads of each.
 */
export const findCandidates = {
  name: "outbox_candidates",
  text: `with recursive walk (key, name) as (
      (select o.fair_key, o.name from outbox o where o.state = 'waiting' and o.fair_key > $1
        order by o.fair_key, o.name limit 1)
      union all
      select n.key, n.name from walk p cross join lateral (
        select o.fair_key as key, o.name from outbox o
        where o.state = 'waiting' and (o.fair_key, o.name) > (p.key, p.name)
        order by o.fair_key, o.name limit 1) n
    ), pairs as materialized (select key, name from walk limit $2)
    select p.key, p.name, j.id from pairs p
    cross join lateral (
      select o.id, o.run_after from outbox o
      where o.state = 'waiting' and o.fair_key = p.key and o.name = p.name
      order by o.run_after, o.id limit greatest(4, least(512, $3 / (select count(*) from pairs)))
    ) j
    order by j.run_after, j.id`,
};

const readPaused = { name: "queue_paused", text: `select name from queue_controls where is_paused` };

const readPlaces = {
  name: "queue_worker_places",
  text: `select l.key as lane, sum((l.value->>'places')::int)::int as places from queue_workers w, jsonb_each(w.lanes) as l
    where w.beat_at > now() - interval '20 seconds' group by 1`,
};

/** What waits of one job for one fairness key. */
export type Pair = { key: string; name: string };
export type Candidate = Pair & { id: string };

/** How many jobs of a pair are under way; `isApart`: beside all others, which do not wait for them. */
export type Sent = Pair & { count: number; isApart: boolean };

export type Standing = {
  candidates: Candidate[];
  sent: Sent[];
  /** Jobs that wait to go apart. */
  apart: number;
  paused: ReadonlySet<string>;
  /** Places of all living workers. */
  places: Partial<Record<LaneName, number>>;
};

/** What a round looks at: so many pairs of key and name behind a key, and about so many jobs of them. */
export type Look = { afterKey: string; mostPairs: number; mostCandidates: number };

/** Makes this round the only one, frees what has become due, and looks at what waits behind a key. One round trip. */
export async function readStanding(tx: Db, { afterKey, mostPairs, mostCandidates }: Look): Promise<Standing> {
  const [, , sent, candidates, paused, places] = await Promise.all([
    tx.sql(oneAtATime),
    tx.sql(promote),
    tx.sql<Sent & { waiting: number }>(countSent),
    tx.sql<Candidate>(findCandidates, afterKey, mostPairs, mostCandidates),
    tx.sql<{ name: string }>(readPaused),
    tx.sql<{ lane: LaneName; places: number }>(readPlaces),
  ]);
  return {
    candidates,
    sent,
    apart: sent.reduce((sum, { waiting }) => sum + waiting, 0),
    paused: new Set(paused.map(({ name }) => name)),
    places: Object.fromEntries(places.map(({ lane, places: count }) => [lane, count])),
  };
}

const findApart = {
  name: "outbox_apart",
  // Whom fewer processes died with goes first: it is the less likely to hold up the others.
  text: `select id, name, deaths from outbox where state = 'apart' and name = any($1::text[]) and cancel_requested_at is null
    order by deaths, touched_at, id limit 200`,
};

export type Suspect = { id: string; name: string; deaths: number };

/** Jobs of these names that wait to go apart. */
export function readApart(tx: Db, names: readonly string[]): Promise<Suspect[]> {
  return tx.sql<Suspect>(findApart, names);
}

const claim = {
  name: "outbox_claim",
  // From here on an equal job is another job. A row that a transaction joins just now goes the next time.
  text: `update outbox set state = 'sent', ticket = ($2::uuid[])[array_position($1::uuid[], id)], dispatched_at = now(),
      touched_at = now(), dedupe_key = id::text
    where id in (select id from outbox where id = any($1::uuid[]) and state in ('waiting', 'apart') and cancel_requested_at is null for update skip locked)
    returning id`,
};

/** Marks jobs as sent with their tickets; returns those it could. */
export async function claimJobs(
  tx: Db,
  ids: readonly string[],
  tickets: readonly string[],
): Promise<ReadonlySet<string>> {
  const rows = await tx.sql<{ id: string }>(claim, ids, tickets);
  return new Set(rows.map(({ id }) => id));
}

const unsend = {
  name: "outbox_unsend",
  text: `with mine as materialized (
      select o.id, ${hasDied}::int as died from outbox o
      where o.id = any($1::uuid[]) and o.ticket = any($2::uuid[]) and o.state = 'sent' order by o.id for update of o
    )
    update outbox o set state = ${freeState("o.deaths + mine.died")}, deaths = o.deaths + mine.died,
      ticket = null, started_at = null, touched_at = now()
    from mine where o.id = mine.id and o.ticket = any($2::uuid[]) and o.state = 'sent'
    returning o.id`,
};

/** Lets jobs wait again whose tickets the engine does not have. Returns how many there were. */
export async function unsendJobs(
  system: Db,
  ids: readonly string[],
  tickets: readonly string[],
): Promise<number> {
  return (await system.sql(unsend, ids, tickets)).length;
}
