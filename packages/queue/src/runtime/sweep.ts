import type { SystemDb } from "@stead/db/system";
import { jobNames, jobSettings } from "../catalogue.ts";

const batch = 5_000;

const sweepRuns = {
  name: "job_runs_sweep",
  text: `with gone as (
      delete from job_runs where (agency_id, id) in (
        select r.agency_id, r.id from job_runs r join unnest($1::text[], $2::int[]) as k (name, days) using (name)
        where r.finished_at < now() - make_interval(days => k.days) limit ${batch})
      returning 1)
    select count(*)::int as count from gone`,
};

const sweepDead = {
  name: "dead_jobs_sweep",
  text: `with gone as (
      delete from dead_jobs where (agency_id, id) in (
        select d.agency_id, d.id from dead_jobs d join unnest($1::text[], $2::int[]) as k (name, days) using (name)
        where d.died_at < now() - make_interval(days => k.days) limit ${batch})
      returning 1)
    select count(*)::int as count from gone`,
};

const figureDays = 14;
const sweepFigures = {
  name: "queue_figures_sweep",
  text: `with queues as (delete from queue_figures where minute < now() - interval '${figureDays} days' returning 1),
      used as (delete from lane_figures where minute < now() - interval '${figureDays} days' returning 1),
      gone as (delete from queue_workers where beat_at < now() - interval '1 hour')
    select (select count(*) from queues)::int + (select count(*) from used)::int as count`,
};

/** Deletes finished runs and given-up jobs that the catalogue keeps no longer, and figures older than two weeks. */
export async function sweepJobs(system: SystemDb): Promise<{ runs: number; dead: number; figures: number }> {
  const keep = jobNames.map((name) => jobSettings(name).keepDays);
  const sweep = async (statement: typeof sweepRuns, days: number[]) => {
    for (let total = 0; ;) {
      const [swept] = await system.sql<{ count: number }>(statement, jobNames, days);
      total += swept?.count ?? 0;
      if ((swept?.count ?? 0) < batch) return total;
    }
  };
  const runs = await sweep(
    sweepRuns,
    keep.map((days) => days.runs),
  );
  const dead = await sweep(
    sweepDead,
    keep.map((days) => days.dead),
  );
  const [figures] = await system.sql<{ count: number }>(sweepFigures);
  return { runs, dead, figures: figures?.count ?? 0 };
}
