import type { SystemDb } from "@stead/db/system";
import type { Logger } from "@stead/kernel/logger";
import { catalogue, isJobName, type JobName } from "./catalogue.ts";
import type { Engine, EngineJob } from "./engine.ts";
import { startLoop, type Loop } from "./loop.ts";

export type DispatcherOptions = {
  system: SystemDb;
  engine: Pick<Engine, "add">;
  log: Logger;
  /** Pause between looks at the outbox when nobody nudges. */
  pollMs?: number;
  /** Most unfinished jobs of one agency in the engine: the others wait in the outbox, so nobody can fill the queue. */
  perAgency?: number;
};

/** Hands committed outbox rows to the engine until it is stopped. Any number of processes may run one. */
export function startDispatcher({
  system,
  engine,
  log,
  pollMs = 500,
  perAgency = 50,
}: DispatcherOptions): Loop {
  return startLoop({
    pauseMs: pollMs,
    turn: async () => (await dispatchRound({ system, engine, perAgency })) > 0,
    onError: (error) => log.error({ error }, "dispatch failed"),
  });
}

const hasWaiting = {
  name: "outbox_has_waiting",
  text: `select from outbox where dispatched_at is null and run_after <= now() limit 1`,
};

const countInFlight = {
  name: "outbox_in_flight",
  text: `select name, count(*) as count from outbox where dispatched_at is not null group by name`,
};

/** Steps from agency to agency along the index, however many rows each has waiting. */
export const claimRows = {
  name: "outbox_claim",
  text: `with recursive waiting (agency_id) as (
      (select agency_id from outbox where dispatched_at is null order by agency_id limit 1)
      union all
      select (select o.agency_id from outbox o where o.dispatched_at is null and o.agency_id > w.agency_id order by o.agency_id limit 1)
      from waiting w where w.agency_id is not null
    )
    select job.id, job.name, w.agency_id as "agencyId"
    from waiting w cross join lateral (
      select o.id, o.name from outbox o
      where o.agency_id = w.agency_id and o.dispatched_at is null and o.run_after <= now() and o.name = any($2::text[])
      order by o.run_after, o.id
      limit greatest(0, $1 - (select count(*) from outbox f where f.agency_id = w.agency_id and f.dispatched_at is not null))
      for update skip locked
    ) job
    where w.agency_id is not null`,
};

const markDispatched = {
  name: "outbox_dispatched",
  text: `update outbox set dispatched_at = now() where id = any($1::uuid[])`,
};

type Claimed = { id: string; name: JobName; agencyId: string };

/**
 * One round: claims what may go, hands it over and marks it, in one transaction. A crash in between hands it over
 * again, which the engine takes for the same job. Returns how many went.
 */
export async function dispatchRound({
  system,
  engine,
  perAgency,
}: {
  system: SystemDb;
  engine: Pick<Engine, "add">;
  perAgency: number;
}): Promise<number> {
  if ((await system.sql(hasWaiting)).length === 0) return 0;
  return system.transaction(async (tx) => {
    const inFlight = new Map(
      (await tx.sql<{ name: string; count: number }>(countInFlight)).map(({ name, count }) => [name, count]),
    );
    const room = new Map(
      jobNames.map((name) => [name, catalogue[name].concurrency - (inFlight.get(name) ?? 0)]),
    );
    const open = jobNames.filter((name) => (room.get(name) ?? 0) > 0);
    const rows = await tx.sql<Claimed>(claimRows, perAgency, open);
    const taken = inTurns(rows).filter(({ name }) => take(room, name));
    if (taken.length === 0) return 0;
    await engine.add(taken.map(toEngineJob));
    await tx.sql(
      markDispatched,
      taken.map(({ id }) => id),
    );
    return taken.length;
  });
}

const jobNames = Object.keys(catalogue).filter(isJobName);

/** The first of each agency, then the second of each, and so on. */
function inTurns(rows: readonly Claimed[]): Claimed[] {
  const places = new Map<string, number>();
  const placed = rows.map((row) => {
    const place = places.get(row.agencyId) ?? 0;
    places.set(row.agencyId, place + 1);
    return { row, place };
  });
  return placed.toSorted((left, right) => left.place - right.place).map(({ row }) => row);
}

function take(room: Map<JobName, number>, name: JobName): boolean {
  const left = room.get(name) ?? 0;
  room.set(name, left - 1);
  return left > 0;
}

function toEngineJob({ id, name }: Claimed): EngineJob {
  const { lane, attempts, backoffMs } = catalogue[name];
  return { id, name, lane, attempts, backoffMs };
}
