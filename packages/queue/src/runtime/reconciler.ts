import type { SystemDb } from "@stead/db/system";
import { AppError } from "@stead/kernel/errors";
import { isJobName, jobSettings } from "../catalogue.ts";
import { unsendJobs } from "../dispatch-rows.ts";
import type { Engine } from "../engine.ts";

export type ReconcilerOptions = {
  system: SystemDb;
  engine: Pick<Engine, "stateOf">;
  /** Jobs that nobody has touched for so long are asked after. */
  silentMs: number;
};

const silentJobs = {
  name: "outbox_silent",
  text: `select id, name, ticket from outbox
    where state = 'sent' and touched_at < now() - make_interval(secs => $1::double precision / 1000) and id > $2
    order by id limit 500`,
};

const failOrphans = {
  name: "job_runs_orphans",
  text: `update job_runs r set status = 'failed', finished_at = now(), error = $1::jsonb
    where (r.agency_id, r.id) in (
      select l.agency_id, l.id from job_runs l
      where l.status in ('queued', 'running') and coalesce(l.heartbeat_at, l.created_at) < now() - interval '10 minutes'
        and not exists (select from outbox o where o.id = l.id)
      for update of l skip locked)`,
};

const lost = new AppError("UNAVAILABLE", "the job was lost before it ended; start it again");
const firstId = "00000000-0000-0000-0000-000000000000";

/** Compares the outbox with the engine: what the engine lost waits again. Returns how many jobs those were. */
export async function reconcile({ system, engine, silentMs }: ReconcilerOptions): Promise<number> {
  let resent = 0;
  for (let after = firstId; ;) {
    const rows = await system.sql<{ id: string; name: string; ticket: string }>(silentJobs, silentMs, after);
    const missing = new Map<string, string>();
    const known = new Map<string, boolean>();
    for (const { id, name, ticket } of rows) {
      if (!isJobName(name)) continue;
      const isOpen = known.get(ticket) ?? (await engine.stateOf(jobSettings(name).lane, ticket)) === "open";
      known.set(ticket, isOpen);
      if (!isOpen) missing.set(id, ticket);
    }
    if (missing.size > 0)
      resent += await unsendJobs(system, [...missing.keys()], [...new Set(missing.values())]);
    const last = rows.at(-1);
    if (last === undefined) break;
    after = last.id;
  }
  await system.sql(failOrphans, JSON.stringify({ code: lost.code, message: lost.message }));
  return resent;
}
