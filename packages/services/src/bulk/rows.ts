import type { BulkOperationDto } from "@stead/contracts/bulk";
import type { Sql } from "@stead/db/client";
import { readOne, type ServiceContext } from "../context/index.ts";

/** Of `bulk_operations o` and its job `r`. */
export const operationColumns = `o.id, o.kind, o.status, o.row_count as "rowCount", o.done_count as "doneCount",
  o.failed_count as "failedCount", o.problem, o.job_run_id as "jobRunId", r.cancel_requested_at is not null as "isCancelRequested",
  o.created_at as "createdAt", o.finished_at as "finishedAt"`;

export const operationJoins = `bulk_operations o left join job_runs r on r.agency_id = o.agency_id and r.id = o.job_run_id`;

const byId = {
  name: "bulk_get",
  text: `select ${operationColumns} from ${operationJoins} where o.agency_id = $1 and o.id = $2 and o.created_by = $3`,
};

/** An operation of the actor's own; undefined for anything else. */
export function readOperation(
  sql: Sql,
  ctx: ServiceContext,
  id: string,
): Promise<BulkOperationDto | undefined> {
  return readOne<BulkOperationDto>(sql, byId, ctx.agencyId, id, ctx.actor.id);
}
