import type { SystemDb } from "@stead/db/system";
import type { Clock } from "@stead/kernel/clock";
import { isTimeZone } from "@stead/kernel/dates";
import type { JobName } from "./catalogue.ts";
import { nextRunMs } from "./cron.ts";

/** A schedule that every agency has, at its local time. */
export type DefaultSchedule = { name: JobName; cron: string };

const findMissing = {
  name: "schedules_missing",
  text: `select a.id as "agencyId", d.name, d.cron, a.time_zone as "timeZone"
    from agencies a cross join unnest($1::text[], $2::text[]) as d (name, cron)
    left join schedules s on s.agency_id = a.id and s.name = d.name
    where s.name is null or s.time_zone <> a.time_zone or s.cron <> d.cron
    limit 1000`,
};

const put = {
  name: "schedules_put",
  text: `insert into schedules (agency_id, name, cron, time_zone, next_run_at)
    select * from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::timestamptz[])
    on conflict (agency_id, name) do update
      set cron = excluded.cron, time_zone = excluded.time_zone, next_run_at = excluded.next_run_at`,
};

type Missing = { agencyId: string; name: string; cron: string; timeZone: string };

/** Gives new agencies their schedules and moves those whose agency changed its time zone. Returns how many changed. */
export async function ensureSchedules(system: SystemDb, clock: Clock, schedules: readonly DefaultSchedule[]): Promise<number> {
  const names = schedules.map(({ name }) => name);
  const found = await system.sql<Missing>(findMissing, names, schedules.map(({ cron }) => cron));
  const missing = found.filter(({ timeZone }) => isTimeZone(timeZone));
  if (missing.length === 0) return 0;
  const next = missing.map(({ cron, timeZone }) => new Date(nextRunMs(cron, timeZone, clock.nowMs())).toISOString());
  await system.sql(
    put,
    missing.map((row) => row.agencyId),
    missing.map((row) => row.name),
    missing.map((row) => row.cron),
    missing.map((row) => row.timeZone),
    next,
  );
  return missing.length;
}
