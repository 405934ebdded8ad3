import type { Tx } from "@stead/db/client";
import { publishEvent } from "./events.ts";

const instant = (column: string) => `to_char(${column} at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/**
 * SQL that tells those who look of the `job_runs` rows that a part of the same statement returned: an event is told if
 * and only if the change is.
 */
export function tellJobChanged(run: string): string {
  return `insert into events (id, agency_id, kind, user_id, payload)
      select gen_random_uuid(), ${run}.agency_id, 'job.changed', ${run}.actor_user_id, jsonb_build_object(
        'id', ${run}.id, 'name', ${run}.name, 'status', ${run}.status, 'subjectId', ${run}.subject_id, 'about', ${run}.about,
        'attempt', ${run}.attempt, 'progressDone', ${run}.progress_done, 'progressTotal', ${run}.progress_total,
        'progressNote', ${run}.progress_note, 'error', ${run}.error,
        'isCancelRequested', ${run}.cancel_requested_at is not null, 'createdAt', ${instant(`${run}.created_at`)},
        'startedAt', ${instant(`${run}.started_at`)}, 'finishedAt', ${instant(`${run}.finished_at`)})
      from ${run}`;
}

/** Tells operators who look at the queues to look again. */
export function tellQueuesChanged(tx: Pick<Tx, "sql">): Promise<void> {
  return publishEvent(tx, { agencyId: null, kind: "queues.changed", payload: {} });
}
