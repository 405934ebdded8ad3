import type { Tx } from "@stead/db/client";
import type { Clock } from "@stead/kernel/clock";
import { parsePayload, type JobName, type Payload } from "./catalogue.ts";
import { nextRunMs } from "./cron.ts";

export type NewSchedule<Name extends JobName> = {
  name: Name;
  /** Tells the schedules of one job apart; "" for its only one. */
  key: string;
  cron: string;
  timeZone: string;
  payload: Payload<Name>;
};

const save = {
  name: "schedule_save",
  text: `insert into schedules (agency_id, name, key, cron, time_zone, payload, next_run_at, is_enabled)
    values ($1, $2, $3, $4, $5, $6::jsonb, $7, true)
    on conflict (agency_id, name, key) do update set cron = excluded.cron, time_zone = excluded.time_zone,
      payload = excluded.payload, is_enabled = true,
      next_run_at = case when schedules.is_enabled and (schedules.cron, schedules.time_zone) = (excluded.cron, excluded.time_zone)
        then schedules.next_run_at else excluded.next_run_at end`,
};

/**
 * Has a job enqueued at the times of a cron expression in a time zone, from the next one on. Saving it again changes
 * it. Returns the next instant (epoch milliseconds). Throws INVALID for what cannot be read.
 */
export async function saveSchedule<Name extends JobName>(
  tx: Pick<Tx, "sql">,
  { agencyId, clock }: { agencyId: string; clock: Clock },
  { name, key, cron, timeZone, payload }: NewSchedule<Name>,
): Promise<number> {
  const next = nextRunMs(cron, timeZone, clock.nowMs());
  const parsed = parsePayload(name, payload);
  const at = new Date(next).toISOString();
  await tx.sql(save, agencyId, name, key, cron, timeZone, JSON.stringify(parsed), at);
  return next;
}

const remove = {
  name: "schedule_remove",
  text: `delete from schedules where agency_id = $1 and name = $2 and key = $3`,
};

/** Ends a schedule; what it has enqueued still runs. */
export async function removeSchedule(
  tx: Pick<Tx, "sql">,
  { agencyId }: { agencyId: string },
  { name, key }: { name: JobName; key: string },
): Promise<void> {
  await tx.sql(remove, agencyId, name, key);
}

const elsewhere = {
  name: "schedules_elsewhere",
  text: `select name, key, cron from schedules where agency_id = $1 and time_zone <> $2 for update`,
};
const move = {
  name: "schedules_move",
  text: `update schedules s set time_zone = $2, next_run_at = m.next_run_at
    from unnest($3::text[], $4::text[], $5::timestamptz[]) as m (name, key, next_run_at)
    where s.agency_id = $1 and s.name = m.name and s.key = m.key`,
};

/** Has every schedule of the agency follow the clocks of a time zone from now on. */
export async function moveSchedules(
  tx: Pick<Tx, "sql">,
  { agencyId, clock }: { agencyId: string; clock: Clock },
  timeZone: string,
): Promise<void> {
  const found = await tx.sql<{ name: string; key: string; cron: string }>(elsewhere, agencyId, timeZone);
  if (found.length === 0) return;
  const names = found.map(({ name }) => name);
  const keys = found.map(({ key }) => key);
  const next = found.map(({ cron }) => new Date(nextRunMs(cron, timeZone, clock.nowMs())).toISOString());
  await tx.sql(move, agencyId, timeZone, names, keys, next);
}
