import type { SystemDb } from "@stead/db/system";
import { AppError } from "@stead/kernel/errors";
import { catalogue, isJobName, type JobName } from "../catalogue.ts";
import type { Engine } from "../engine.ts";
import { readJob } from "./job-rows.ts";
import type { JobRunner } from "./run-job.ts";

export type ReconcilerOptions = {
  system: SystemDb;
  engine: Pick<Engine, "stateOf" | "remove">;
  runner: JobRunner;
  /** Jobs that nobody has touched for so long are asked after. */
  silentMs: number;
};

const silentJobs = {
  name: "outbox_silent",
  text: `select id, name from outbox
    where dispatched_at < now() - make_interval(secs => $1::double precision / 1000) and id > $2
    order by id limit 200`,
};

const sendAgain = {
  name: "outbox_send_again",
  text: `update outbox set dispatched_at = null where id = any($1::uuid[])`,
};

const failOrphans = {
  name: "job_runs_orphans",
  text: `update job_runs r set status = 'failed', finished_at = now(), error = $1::jsonb
    where r.status in ('queued', 'running') and coalesce(r.heartbeat_at, r.created_at) < now() - interval '10 minutes'
      and not exists (select from outbox o where o.id = r.id)`,
};

const lost = new AppError("UNAVAILABLE", "the job was lost before it ended; start it again");
const firstId = "00000000-0000-0000-0000-000000000000";

/**
 * Compares the outbox with the engine: what the engine lost is sent again, what it gave up (its process died too
 * often) ends as failed. Returns how many jobs it acted upon.
 */
export async function reconcile({ system, engine, runner, silentMs }: ReconcilerOptions): Promise<number> {
  let acted = 0;
  for (let after = firstId; ;) {
    const rows = await system.sql<{ id: string; name: string }>(silentJobs, silentMs, after);
    const missing: string[] = [];
    for (const { id, name } of rows) {
      if (!isJobName(name) || runner.running.has(id)) continue;
      const state = await engine.stateOf(catalogue[name].lane, id);
      if (state === "missing") missing.push(id);
      if (state === "failed") await giveUp({ system, engine, runner }, name, id);
      if (state !== "open") acted++;
    }
    if (missing.length > 0) await system.sql(sendAgain, missing);
    const last = rows.at(-1);
    if (last === undefined) break;
    after = last.id;
  }
  await system.sql(failOrphans, JSON.stringify({ code: lost.code, message: lost.message }));
  return acted;
}

async function giveUp(
  { system, engine, runner }: Omit<ReconcilerOptions, "silentMs">,
  name: JobName,
  id: string,
): Promise<void> {
  const job = await readJob(system, id);
  if (job)
    await runner.fail(
      job,
      new AppError("UNAVAILABLE", "the job's process died too often"),
      catalogue[name].attempts,
    );
  await engine.remove(catalogue[name].lane, id);
}
