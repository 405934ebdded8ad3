import type { Tx } from "@stead/db/client";
import { violationOf } from "@stead/db/errors";
import { isAppError } from "@stead/kernel/errors";
import {
  instantNow,
  inTransaction,
  recordAudit,
  requirePermission,
  requireWholeAgency,
  type ServiceContext,
  type Verb,
} from "../context/index.ts";
import { requireGoing, type ImportRunOptions } from "./open-import-file.ts";
import { lockImport, readImport, type ImportRecord } from "./rows.ts";
import { kindPermissions } from "./rules.ts";
import type { ImportJobInput } from "./run-import-analysis.ts";
import { refusalOf } from "./run-import-apply.ts";
import { lastRowNo, readUndoRows, type SourcedRow, type UndoNote } from "./undo-rows.ts";
import { undoSources } from "./undo-sources.ts";
import { ImportRowStore } from "./write-import-rows.ts";

/** Rows taken back in one transaction. */
const rowsPerBatch = 200;
const batchTimeoutMs = 60_000;

const advance = {
  name: "import_undo_advance",
  text: `update imports set undo_row = $3, undone_count = undone_count + $4, kept_count = kept_count + $5 where agency_id = $1 and id = $2`,
};
const finish = {
  name: "import_undo_finish",
  text: `update imports set status = 'undone', finished_at = $4, version = version + 1
    where agency_id = $1 and id = $2 and job_run_id = $3 and status = 'undoing'
    returning undone_count as "undoneCount", kept_count as "keptCount"`,
};

type Undo = { ctx: ServiceContext; record: ImportRecord; jobRunId: string; store: ImportRowStore };

/**
 * Takes the rows of an import back, the last row of the file first, 200 a transaction. A row that something happened to
 * since stays and says what. Each transaction moves the import on, so a run that is killed goes on where it was. Throws
 * CANCELLED between batches when `ctx.signal` is aborted; what went stays away.
 */
export async function runImportUndo({
  ctx,
  input,
  onProgress,
}: Verb<ImportJobInput> & Pick<ImportRunOptions, "onProgress">): Promise<void> {
  requirePermission(ctx, "imports:write");
  requireWholeAgency(ctx);
  const { importId, jobRunId } = input;
  const record = await readImport(ctx.db.sql, ctx, importId);
  if (record.status !== "undoing" || record.jobRunId !== jobRunId) return;
  requirePermission(ctx, kindPermissions[record.kind]);
  const undo = { ctx, record, jobRunId, store: new ImportRowStore(ctx, importId) };
  if (record.undoRow === null) await undo.store.clearKept(ctx.db.sql);
  else await undo.store.recount(ctx.db.sql);
  const total = record.createCount + record.updateCount;
  let done = record.keptCount + record.undoneCount;
  let limit = rowsPerBatch;
  for (;;) {
    requireGoing(ctx.signal);
    const count = await undoBatch(undo, limit);
    if (count === undefined) limit = Math.max(1, Math.floor(limit / 2));
    else if (count === 0) break;
    else {
      limit = Math.min(rowsPerBatch, limit * 2);
      done += count;
      onProgress?.(Math.min(done, total), total);
    }
  }
  await complete(undo);
}

/** Takes back a batch and tells how many rows it looked at; undefined when one of several was refused. */
async function undoBatch(undo: Undo, limit: number): Promise<number | undefined> {
  try {
    return await writeBatch(undo, limit, takeBack);
  } catch (error) {
    const violation = violationOf(error);
    if (violation === undefined && !isAppError(error, "PRECONDITION") && !isAppError(error, "CONFLICT"))
      throw error;
    // What the transaction counted is undone with it.
    await undo.store.recount(undo.ctx.db.sql);
    if (limit > 1) return undefined;
    const reason =
      violation?.kind === "foreign_key"
        ? `other records refer to it (${violation.constraint ?? "foreign key"})`
        : refusalOf(error, violation);
    return writeBatch(undo, 1, (_tx, _undo, rows) =>
      Promise.resolve(rows.map(({ rowNo, label }) => ({ rowNo, label, reasons: [reason] }))),
    );
  }
}

/** Takes back what nothing speaks against. Returns what stays. */
async function takeBack(tx: Tx, { ctx, record }: Undo, rows: readonly SourcedRow[]): Promise<UndoNote[]> {
  const notes: UndoNote[] = rows.filter(({ reasons }) => reasons.length > 0);
  for (const source of undoSources[record.kind]) {
    const going = rows.filter((row) => row.source === source && row.reasons.length === 0);
    if (going.length > 0) notes.push(...(await source.undo(tx, { ctx, importId: record.id }, going)));
  }
  return notes;
}

async function writeBatch(
  undo: Undo,
  limit: number,
  work: (tx: Tx, undo: Undo, rows: readonly SourcedRow[]) => Promise<UndoNote[]>,
): Promise<number> {
  const { ctx, record, jobRunId, store } = undo;
  const { id: importId, kind } = record;
  const db = {
    ...ctx.db,
    transaction: <T>(inner: (tx: Tx) => Promise<T>) =>
      ctx.db.transaction(inner, { timeoutMs: batchTimeoutMs }),
  };
  return inTransaction({ ...ctx, db }, async (tx) => {
    const { status, jobRunId: owner, undoRow } = await lockImport(tx.sql, ctx, importId);
    if (status !== "undoing" || owner !== jobRunId) return 0;
    const window = { before: undoRow ?? lastRowNo, limit, isLocked: true };
    const rows = await readUndoRows(tx.sql, { ctx, importId }, undoSources[kind], window);
    const last = rows.at(-1);
    if (last === undefined) return 0;
    const notes = await work(tx, undo, rows);
    await store.keep(tx.sql, notes);
    await tx.sql(advance, ctx.agencyId, importId, last.rowNo, rows.length - notes.length, notes.length);
    return rows.length;
  });
}

async function complete({ ctx, record, jobRunId }: Undo): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    const at = instantNow(ctx);
    const [counts] = await tx.sql<object>(finish, ctx.agencyId, record.id, jobRunId, at);
    if (counts)
      await recordAudit(tx, ctx, {
        action: "import.undone",
        entityType: "import",
        entityId: record.id,
        after: counts,
      });
  });
}
