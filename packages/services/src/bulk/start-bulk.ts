import { maxBulkRows, type BulkOperationDto, type StartBulkInput } from "@stead/contracts/bulk";
import { batchCreate, requireEveryRow } from "@stead/db/batch";
import type { Tx } from "@stead/db/client";
import { joinTransaction } from "@stead/db/joined";
import { AppError, invalidField } from "@stead/kernel/errors";
import { newId } from "@stead/kernel/ids";
import { enqueue } from "@stead/queue/enqueue";
import {
  instantNow,
  recordAudit,
  requireFound,
  requirePermission,
  requirePerson,
  type ServiceContext,
  type Verb,
  type WholeList,
} from "../context/index.ts";
import { openList } from "./open-list.ts";
import { readOperation } from "./rows.ts";
import { bulkRules } from "./rules.ts";

const insertOperation = {
  name: "bulk_insert",
  text: `insert into bulk_operations (agency_id, id, kind, params, row_count, job_run_id, created_by, created_at)
    values ($1, $2, $3, $4::jsonb, $5, $6, $7, $8)`,
};
const rowColumns = ["agency_id", "operation_id", "row_no", "entity_id"];

/**
 * Begins to change many records; the work is a job, and each record succeeds or is refused alone. Needs the right to
 * change one. TOO_LARGE beyond 50,000 records, INVALID for none.
 */
export async function startBulk({ ctx, input }: Verb<StartBulkInput>): Promise<BulkOperationDto> {
  requirePermission(ctx, "bulk:write");
  const { permission } = bulkRules[input.kind];
  requirePermission(ctx, permission);
  const userId = requirePerson(ctx);
  const id = newId();
  return ctx.db.transaction(async (tx) => {
    const ids = await idsOf(tx, ctx, input);
    if (ids.length === 0) throw invalidField("rows", "empty", "no record is chosen");
    const jobRunId = await enqueue(
      tx,
      ctx,
      "bulk.run",
      { agencyId: ctx.agencyId, operationId: id },
      { jobRun: { subjectId: id, actorUserId: userId, about: input.kind } },
    );
    const createdAt = instantNow(ctx);
    const params = JSON.stringify(input.params);
    await tx.sql(
      insertOperation,
      ctx.agencyId,
      id,
      input.kind,
      params,
      ids.length,
      jobRunId,
      userId,
      createdAt,
    );
    const rows = ids.map((entityId, index) => ({
      agency_id: ctx.agencyId,
      operation_id: id,
      row_no: index + 1,
      entity_id: entityId,
    }));
    const part = joinTransaction(tx);
    requireEveryRow(await batchCreate(part, { table: "bulk_rows", columns: rowColumns, rows, parallel: 1 }));
    const after = { kind: input.kind, rowCount: ids.length };
    await recordAudit(tx, ctx, { action: "bulk.started", entityType: "bulk", entityId: id, after });
    return requireFound(await readOperation(tx.sql, ctx, id), "operation");
  });
}

/** The records of an operation, each once, in one order for all operations: they lock in the same order. */
async function idsOf(tx: Tx, ctx: ServiceContext, request: StartBulkInput): Promise<string[]> {
  if ("ids" in request.rows) return [...new Set(request.rows.ids)].toSorted();
  const { count, batches } = await openRows(tx, ctx, request);
  if (count > maxBulkRows)
    throw new AppError("TOO_LARGE", `these are ${count} records; narrow the list to ${maxBulkRows}`, {
      maxBulkRows,
    });
  const ids: string[] = [];
  for await (const batch of batches) ids.push(...batch.map((row) => row.id));
  return ids.toSorted();
}

const noRows = { count: 0, batches: { async *[Symbol.asyncIterator]() {} } };

/** Every row that the filters of a request leave; nothing for a request that names its rows. */
async function openRows(
  tx: Tx,
  ctx: ServiceContext,
  request: StartBulkInput,
): Promise<WholeList<{ id: string }>> {
  switch (request.kind) {
    case "contacts.archive":
    case "contacts.restore":
    case "contacts.add_role":
    case "contacts.remove_role":
      if (!("filters" in request.rows)) return noRows;
      return openList(tx, ctx, { source: "contacts", filters: request.rows.filters });
    case "leases.give_notice":
    case "leases.change_rent":
    case "leases.end":
    case "leases.charge":
      if (!("filters" in request.rows)) return noRows;
      return openList(tx, ctx, { source: "leases", filters: request.rows.filters });
    case "invoices.credit":
    case "invoices.write_off":
      if (!("filters" in request.rows)) return noRows;
      return openList(tx, ctx, { source: "invoices", filters: request.rows.filters });
    case "messages.send_again":
    case "messages.it_arrived":
      if (!("filters" in request.rows)) return noRows;
      return openList(tx, ctx, { source: "messages", filters: request.rows.filters });
  }
}
