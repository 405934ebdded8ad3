import type { StartBulkInput } from "@stead/contracts/bulk";
import { batchUpdate, requireEveryRow } from "@stead/db/batch";
import type { Tx } from "@stead/db/client";
import { isConnectionFailure, isRetryable, sqlState, violationOf } from "@stead/db/errors";
import { joinTransaction } from "@stead/db/joined";
import { AppError, isAppError } from "@stead/kernel/errors";
import { withEffect } from "@stead/queue/effects";
import { actAsMember } from "../access/index.ts";
import {
  instantNow,
  inTransaction,
  readOne,
  requirePermission,
  type ServiceContext,
  type Verb,
} from "../context/index.ts";
import { notify } from "../notifications/index.ts";
import { bulkRules, type BulkTarget } from "./rules.ts";

export type BulkJobInput = { operationId: string; jobRunId: string };

/** Records of one transaction: few enough that what it locks is free again within seconds. */
const chunkRows = 100;

const begin = {
  name: "bulk_begin",
  text: `update bulk_operations set status = 'running', problem = null
    where agency_id = $1 and id = $2 and job_run_id = $3 and status in ('queued', 'running')
    returning kind, params, row_count as "rowCount", created_by as "createdBy"`,
};
const takeChunk = {
  name: "bulk_chunk",
  text: `select row_no as "rowNo", entity_id as "entityId" from bulk_rows
    where agency_id = $1 and operation_id = $2 and status = 'waiting' order by row_no limit ${chunkRows} for update`,
};
const rowKey = ["agency_id", "operation_id", "row_no"];
const endColumns = ["status", "label", "code", "message", "finished_at"];
const addCounts = {
  name: "bulk_chunk_done",
  text: `update bulk_operations set done_count = done_count + $3, failed_count = failed_count + $4 where agency_id = $1 and id = $2
    returning done_count as "doneCount", failed_count as "failedCount"`,
};
const finish = {
  name: "bulk_finish",
  text: `update bulk_operations set status = 'done', finished_at = $3
    where agency_id = $1 and id = $2 and status = 'running' returning done_count as "doneCount", failed_count as "failedCount"`,
};

type Begun = { kind: StartBulkInput["kind"]; params: object; rowCount: number; createdBy: string };
type Counts = { doneCount: number; failedCount: number };
type RowEnd = { status: "done" | "failed"; label: string; code?: string; message?: string };

export type BulkRunOptions = { onProgress?: (done: number, total: number) => void };

/**
 * Changes the records of an operation with the rights that its person has now, a hundred in a transaction. A refused
 * record is undone alone and says why; the others of its transaction commit with the note of what became of each, so
 * a run after a crash goes on behind them and changes none twice.
 */
export async function runBulk({
  ctx,
  input,
  onProgress,
}: Verb<BulkJobInput> & BulkRunOptions): Promise<Counts | undefined> {
  const { operationId, jobRunId } = input;
  const begun = await readOne<Begun>(ctx.db.sql, begin, ctx.agencyId, operationId, jobRunId);
  // It was cancelled, or an earlier run did it.
  if (begun === undefined) return undefined;
  const member = await actAsMember(ctx, begun.createdBy);
  requirePermission(member, "bulk:write");
  requirePermission(member, bulkRules[begun.kind].permission);
  for (;;) {
    requireGoing(ctx.signal);
    const counts = await inTransaction(ctx, (tx) => runChunk(tx, member, begun, input));
    if (counts === undefined) break;
    onProgress?.(counts.doneCount + counts.failedCount, begun.rowCount);
  }
  return finishBulk(ctx, begun, operationId);
}

async function runChunk(
  tx: Tx,
  member: ServiceContext,
  { kind, params }: Begun,
  { operationId, jobRunId }: BulkJobInput,
): Promise<Counts | undefined> {
  const { agencyId } = member;
  const rows = await tx.sql<{ rowNo: number; entityId: string }>(takeChunk, agencyId, operationId);
  if (rows.length === 0) return undefined;
  const ctx = { ...member, db: joinTransaction(tx) };
  // The parameters passed the schema of their kind when the operation began.
  const act = bulkRules[kind].act as (target: BulkTarget, given: object) => Promise<unknown>;
  const ends: (RowEnd & Record<string, unknown>)[] = [];
  for (const { rowNo, entityId } of rows) {
    requireGoing(member.signal);
    let label = "";
    const onLabel = (found: string) => (label = found);
    const idempotencyKey = `bulk-${operationId}-${entityId}`;
    const place = {
      agency_id: agencyId,
      operation_id: operationId,
      row_no: rowNo,
      finished_at: instantNow(member),
    };
    try {
      await tx.savepoint(() =>
        withEffect(tx, { agencyId, key: idempotencyKey, jobRunId }, () =>
          act({ ctx, id: entityId, idempotencyKey, onLabel }, params),
        ),
      );
      ends.push({ ...place, status: "done", label });
    } catch (error) {
      ends.push({ ...place, status: "failed", label, ...refusalOf(member, error) });
    }
  }
  const written = { table: "bulk_rows", key: rowKey, columns: endColumns, rows: ends, parallel: 1 };
  requireEveryRow(await batchUpdate(ctx.db, written));
  const doneCount = ends.filter(({ status }) => status === "done").length;
  return readOne<Counts>(tx.sql, addCounts, agencyId, operationId, doneCount, ends.length - doneCount);
}

/** Why a record was refused. What is no record's fault is thrown: the chunk is then run again, or the job. */
function refusalOf(ctx: ServiceContext, error: unknown): { code: string; message: string } {
  const ofAll = ["CANCELLED", "TIMEOUT", "UNAVAILABLE"];
  if (isRetryable(error) || isConnectionFailure(error)) throw error;
  if (isAppError(error)) {
    if (ofAll.includes(error.code)) throw error;
    return { code: error.code, message: error.message };
  }
  if (violationOf(error) !== undefined)
    return { code: "INVALID", message: "the database refuses these values for this record" };
  if (sqlState(error) === "25P02") throw error;
  ctx.log.error({ error }, "a record of a bulk operation met an unexpected error");
  return { code: "INTERNAL", message: "this record met an unexpected error; the log has it" };
}

function requireGoing(signal: AbortSignal | undefined): void {
  if (signal?.aborted)
    throw new AppError("CANCELLED", "the operation was stopped; the records done so far stay");
}

async function finishBulk(
  ctx: ServiceContext,
  { kind, createdBy }: Begun,
  operationId: string,
): Promise<Counts | undefined> {
  const at = instantNow(ctx);
  return ctx.db.transaction(async (tx) => {
    const counts = await readOne<Counts>(tx.sql, finish, ctx.agencyId, operationId, at);
    if (counts === undefined) return undefined;
    await notify(tx, ctx, {
      kind: "bulk.finished",
      userIds: [createdBy],
      subject: { kind: "bulk", id: operationId },
      params: { kind, ...counts },
    });
    return counts;
  });
}
