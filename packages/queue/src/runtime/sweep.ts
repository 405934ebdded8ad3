import type { SystemDb } from "@stead/db/system";
import { jobNames, jobSettings } from "../catalogue.ts";
import { sweepInBatches } from "../sweep-in-batches.ts";

const batch = 5_000;

/** Rows of jobs that have been over for more days than the catalogue keeps them. */
const sweepOf = (table: "job_runs" | "dead_jobs", overAt: "finished_at" | "died_at") => ({
  batch,
  name: `${table}_sweep`,
  text: `with gone as (
      delete from ${table} where (agency_id, id) in (
        select r.agency_id, r.id from ${table} r join unnest($1::text[], $2::int[]) as k (name, days) using (name)
        where r.${overAt} < now() - make_interval(days => k.days) limit ${batch} for update of r skip locked)
      returning 1)
    select count(*)::int as count from gone`,
});
const sweepRuns = sweepOf("job_runs", "finished_at");
const sweepDead = sweepOf("dead_jobs", "died_at");

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
  const runDays = keep.map((days) => days.runs);
  const deadDays = keep.map((days) => days.dead);
  const runs = await sweepInBatches(system, sweepRuns, jobNames, runDays);
  const dead = await sweepInBatches(system, sweepDead, jobNames, deadDays);
  const [figures] = await system.sql<{ count: number }>(sweepFigures);
  return { runs, dead, figures: figures?.count ?? 0 };
}
