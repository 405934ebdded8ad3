import type { Tx } from "@stead/db/client";
import { violationOf, type Violation } from "@stead/db/errors";
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
import { notify } from "../notifications/index.ts";
import { openRows, requireGoing, type ImportRunOptions } from "./open-import-file.ts";
import type { ImportPlanner } from "./plan-import.ts";
import type { RowReport } from "./plan-rows.ts";
import type { CsvRow } from "./read-csv.ts";
import { formatOf, lockImport, readImport, textKeyOf, type ImportRecord } from "./rows.ts";
import { kindPermissions } from "./rules.ts";
import type { ImportJobInput } from "./run-import-analysis.ts";
import { plannerOf } from "./run-import-check.ts";
import { addToTally, emptyTally, ImportRowStore } from "./write-import-rows.ts";

/** Rows written in one transaction. */
const rowsPerBatch = 500;
const batchTimeoutMs = 60_000;

const restart = {
  name: "import_apply_begin",
  text: `update imports set create_count = 0, update_count = 0, same_count = 0, error_count = 0
    where agency_id = $1 and id = $2 and job_run_id = $3 and status = 'applying' and applied_row = 0 returning id`,
};
const advance = {
  name: "import_apply_advance",
  text: `update imports set applied_row = $3, create_count = create_count + $4, update_count = update_count + $5,
      same_count = same_count + $6, error_count = error_count + $7
    where agency_id = $1 and id = $2`,
};
const finish = {
  name: "import_apply_finish",
  text: `update imports set status = 'done', finished_at = $4, version = version + 1
    where agency_id = $1 and id = $2 and job_run_id = $3 and status = 'applying'
    returning create_count as "createCount", update_count as "updateCount", same_count as "sameCount", error_count as "errorCount"`,
};

/** One run of an import: what its batches share. */
type Apply = {
  ctx: ServiceContext;
  importId: string;
  jobRunId: string;
  planner: ImportPlanner & { forget: () => void };
  store: ImportRowStore;
};

/**
 * Writes the rows of a checked import, 500 a transaction. Each transaction moves the import on to its last row, so a
 * run that is killed goes on behind what it wrote and a row is written once; two runs at once write it once. A row
 * that the database refuses is reported and holds up no other. Throws CANCELLED between batches when `ctx.signal` is
 * aborted; what was written stays.
 */
export async function runImportApply({
  ctx,
  input,
  files,
  onProgress,
}: Verb<ImportJobInput> & ImportRunOptions): Promise<void> {
  requirePermission(ctx, "imports:write");
  requireWholeAgency(ctx);
  const { importId, jobRunId } = input;
  const record = await readImport(ctx.db.sql, ctx, importId);
  if (record.status !== "applying" || record.jobRunId !== jobRunId) return;
  requirePermission(ctx, kindPermissions[record.kind]);
  const apply = {
    ctx,
    importId,
    jobRunId,
    planner: plannerOf(ctx, record),
    store: new ImportRowStore(ctx, importId),
  };
  if ((await ctx.db.sql(restart, ctx.agencyId, importId, jobRunId)).length > 0)
    await apply.store.clear(ctx.db.sql);
  else await apply.store.recount(ctx.db.sql);
  let done = 0;
  for await (const rows of openRows(files, textKeyOf(record), formatOf(record), rowsPerBatch)) {
    requireGoing(ctx.signal);
    const applied = rows.filter(({ rowNo }) => rowNo <= record.appliedRow);
    if (applied.length > 0) apply.planner.skip(applied);
    const isGoing = await applyRows(apply, rows.slice(applied.length));
    if (!isGoing) return;
    done += rows.length;
    onProgress?.(done, record.rowCount);
  }
  await complete(apply, record);
}

type Counts = { createCount: number; updateCount: number; sameCount: number; errorCount: number };

/** Ends the import, and tells who began it. */
async function complete({ ctx, importId, jobRunId }: Apply, record: ImportRecord): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    const [counts] = await tx.sql<Counts>(finish, ctx.agencyId, importId, jobRunId, instantNow(ctx));
    if (counts === undefined) return;
    await recordAudit(tx, ctx, {
      action: "import.applied",
      entityType: "import",
      entityId: importId,
      after: counts,
    });
    if (record.createdBy === null) return;
    const { createCount, errorCount } = counts;
    await notify(tx, ctx, {
      kind: "import.finished",
      userIds: [record.createdBy],
      subject: { kind: "import", id: importId },
      params: { name: record.fileName, createCount, errorCount },
    });
  });
}

/** Applies rows; halves them when the database refuses one, until that row is alone. False when another run took over. */
async function applyRows(apply: Apply, rows: readonly CsvRow[]): Promise<boolean> {
  if (rows.length === 0) return true;
  const { ctx, planner, store } = apply;
  try {
    return await writeBatch(apply, rows, (tx) => planAndWrite(planner, tx, rows));
  } catch (error) {
    const violation = violationOf(error);
    if (violation === undefined && !isAppError(error, "PRECONDITION")) throw error;
    // What the transaction counted is undone with it.
    await store.recount(ctx.db.sql);
    planner.forget();
    if (rows.length === 1)
      return writeBatch(apply, rows, () =>
        Promise.resolve(rows.map((row) => refusedReport(row, refusalOf(error, violation)))),
      );
    const middle = Math.ceil(rows.length / 2);
    return (await applyRows(apply, rows.slice(0, middle))) && applyRows(apply, rows.slice(middle));
  }
}

async function planAndWrite(planner: ImportPlanner, tx: Tx, rows: readonly CsvRow[]): Promise<RowReport[]> {
  const { reports, write } = await planner.plan(tx.sql, rows);
  await write(tx);
  return reports;
}

async function writeBatch(
  { ctx, importId, jobRunId, store }: Apply,
  rows: readonly CsvRow[],
  write: (tx: Tx) => Promise<RowReport[]>,
): Promise<boolean> {
  const db = {
    ...ctx.db,
    transaction: <T>(work: (tx: Tx) => Promise<T>) => ctx.db.transaction(work, { timeoutMs: batchTimeoutMs }),
  };
  return inTransaction({ ...ctx, db }, async (tx) => {
    const { status, jobRunId: owner, appliedRow } = await lockImport(tx.sql, ctx, importId);
    if (status !== "applying" || owner !== jobRunId) return false;
    const lastRow = rows.at(-1)?.rowNo ?? 0;
    // A run beside this one has written them.
    if (lastRow <= appliedRow) return true;
    const reports = await write(tx);
    await store.store(tx.sql, reports);
    const tally = addToTally(emptyTally, reports);
    await tx.sql(
      advance,
      ctx.agencyId,
      importId,
      lastRow,
      tally.create,
      tally.update,
      tally.same,
      tally.error,
    );
    return true;
  });
}

const refusals: Record<Violation["kind"], string> = {
  unique: "another record has one of these values that must be unique",
  exclusion: "the unit is let on these days",
  check: "one of the values cannot be stored",
  foreign_key: "it refers to a record that is not there any more",
  not_null: "a value that is needed is missing",
};

/** Why the database, or a rule, refused a row, in words. */
export function refusalOf(error: unknown, violation: Violation | undefined): string {
  if (isAppError(error)) return error.message;
  return violation === undefined
    ? "the row was refused"
    : `${refusals[violation.kind]} (${violation.constraint ?? violation.kind})`;
}

function refusedReport({ rowNo, cells }: CsvRow, message: string): RowReport {
  return {
    rowNo,
    outcome: "error",
    label: cells.slice(0, 2).join(", ").slice(0, 200),
    notes: [{ field: "", value: "", message }],
    diff: {},
    entityId: null,
  };
}
