import type { Sql } from "@stead/db/client";
import { instantNow, readOne, type ServiceContext } from "../context/index.ts";

/** How the job of a piece of work ended without doing it. */
export type StopInput = { jobRunId: string; outcome: "failed" | "cancelled"; problem: string | null };

/** Work that a person asked for, a row for each piece, kept with the job that does it. */
export type WorkTable = "bulk_operations" | "exports" | "report_runs";

/**
 * Ends a piece of work that its job did not do, unless it has ended or another job has taken it over; then there is no
 * answer. `columns` of it are answered otherwise. Safe to run again.
 */
export function stopWork<Row extends object>(
  sql: Sql,
  ctx: ServiceContext,
  { table, columns }: { table: WorkTable; columns: string },
  { id, jobRunId, outcome, problem }: StopInput & { id: string },
): Promise<Row | undefined> {
  const stop = {
    name: `${table}_stop`,
    text: `update ${table} set status = $4, problem = $5, finished_at = $6
      where agency_id = $1 and id = $2 and job_run_id = $3 and status in ('queued', 'running') returning ${columns}`,
  };
  return readOne<Row>(sql, stop, ctx.agencyId, id, jobRunId, outcome, problem, instantNow(ctx));
}
