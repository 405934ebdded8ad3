import type { SystemDb } from "@stead/db/system";
import type { Logger } from "@stead/kernel/logger";
import { assert } from "@stead/kernel/errors";
import type { Bus } from "./bus.ts";
import { startLoop, type Loop } from "./loop.ts";
import { sweepInBatches } from "./sweep-in-batches.ts";

const numberedTopic = "events.numbered";

/** Calls `wake` when events were numbered, by any process. A lost message costs the listener's own pause. */
export function onNumbered(bus: Bus, wake: () => void): Promise<() => Promise<void>> {
  return bus.subscribe(numberedTopic, wake);
}

export type EventDispatcherOptions = {
  system: SystemDb;
  bus: Pick<Bus, "publish">;
  log: Logger;
  /** Pause between looks when nobody nudges. */
  pollMs?: number;
};

/** Numbers committed events and wakes those who read them, until it is stopped. Any number of processes may run one. */
export function startEventDispatcher({ system, bus, log, pollMs = 500 }: EventDispatcherOptions): Loop {
  return startLoop({
    pauseMs: pollMs,
    turn: async () => {
      const count = await numberEvents(system);
      if (count > 0)
        await bus.publish(numberedTopic, {}).catch((error: unknown) => log.debug({ error }, "no wake"));
      return count === mostARound;
    },
    onError: (error) => log.error({ error }, "numbering of events failed"),
  });
}

const mostARound = 1_000;

const hasNew = { name: "events_has_new", text: "select from events where seq is null limit 1" };

const takeClock = {
  name: "event_clock_take",
  text: `select last_seq as "lastSeq" from event_clock where id = 1 for update skip locked`,
};

const number = {
  name: "events_number",
  text: `with batch as (
      select id, row_number() over (order by created_at, id) as place
      from (select id, created_at from events where seq is null order by created_at, id limit ${mostARound}) as waiting
    ), numbered as (
      update events e set seq = $1 + batch.place from batch where e.id = batch.id returning e.seq
    ), clock as (
      update event_clock set last_seq = $1 + (select count(*) from numbered) where id = 1
    )
    select count(*) as count from numbered`,
};

/**
 * One round. The clock's row lock makes the numbering one: who holds it numbers what is committed and commits before
 * the next may, so a reader who saw a number has nothing below it still to come. Returns how many were numbered.
 */
async function numberEvents(system: SystemDb): Promise<number> {
  if ((await system.sql(hasNew)).length === 0) return 0;
  return system.transaction(async (tx) => {
    const [clock] = await tx.sql<{ lastSeq: number }>(takeClock);
    if (clock === undefined) return 0;
    const [numbered] = await tx.sql<{ count: number }>(number, clock.lastSeq);
    assert(numbered, "events: numbering answered no row");
    return numbered.count;
  });
}

const sweepBatch = 10_000;
const sweep = {
  batch: sweepBatch,
  name: "events_sweep",
  text: `with gone as (
      delete from events where id in (
        select id from events where seq is not null and created_at < now() - make_interval(hours => $1) limit ${sweepBatch})
      returning seq
    ), clock as (
      update event_clock set swept_seq = greatest(swept_seq, (select coalesce(max(seq), 0) from gone)) where id = 1
    )
    select count(*) as count from gone`,
};

/** Deletes events that nobody will read on from. Returns how many. */
export function sweepEvents(system: SystemDb, keptHours = 48): Promise<number> {
  return sweepInBatches(system, sweep, keptHours);
}
