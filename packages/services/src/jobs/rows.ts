import type { JobRunDto } from "@stead/contracts/jobs";
import type { Sql } from "@stead/db/client";
import { condition, readOne, type Condition, type ServiceContext } from "../context/index.ts";

/** A row of `job_runs r` as JobRunDto. */
export const jobRunColumns = `r.id, r.name, r.status, r.subject_id as "subjectId", r.about, r.attempt,
  r.progress_done as "progressDone", r.progress_total as "progressTotal", r.progress_note as "progressNote", r.error,
  r.cancel_requested_at is not null as "isCancelRequested",
  r.created_at as "createdAt", r.started_at as "startedAt", r.finished_at as "finishedAt"`;

const one = {
  name: "job_run_get",
  text: `select ${jobRunColumns} from job_runs r where r.agency_id = $1 and r.id = $2 and ($3::uuid is null or r.actor_user_id = $3)`,
};

/** A member who is limited to some properties sees the jobs they started themselves; null for everybody else. */
function ownerLimit(ctx: ServiceContext): string | null | undefined {
  return ctx.propertyIds === null ? undefined : ctx.actor.id;
}

/** The jobs the actor may see, as a part of a list's condition. */
export function visibleJobRuns(ctx: ServiceContext): Condition | undefined {
  const limit = ownerLimit(ctx);
  return limit === undefined ? undefined : condition("r.actor_user_id = ?::uuid", limit);
}

/** A job that the actor may see. */
export function readJobRun(sql: Sql, ctx: ServiceContext, id: string): Promise<JobRunDto | undefined> {
  return readOne<JobRunDto>(sql, one, ctx.agencyId, id, ownerLimit(ctx) ?? null);
}
