import { requirePermission, requireWholeAgency, type ServiceContext, type Verb } from "../context/index.ts";
import { SeenKeys } from "./find-repeats.ts";
import { openRows, requireGoing, type ImportRunOptions } from "./open-import-file.ts";
import { openPlanner, type ImportPlanner } from "./plan-import.ts";
import { readSources } from "./read-row.ts";
import { formatOf, readImport, textKeyOf, type ImportRecord } from "./rows.ts";
import type { ImportJobInput } from "./run-import-analysis.ts";
import { addToTally, emptyTally, ImportRowStore } from "./write-import-rows.ts";

const rowsPerBatch = 500;

const begin = {
  name: "import_check_begin",
  text: `select id from imports where agency_id = $1 and id = $2 and job_run_id = $3 and status = 'checking'`,
};
const finish = {
  name: "import_check_finish",
  text: `update imports set status = 'checked', create_count = $4, update_count = $5, same_count = $6, error_count = $7, row_count = $8,
      options = options || '{"isChecked": true}', version = version + 1
    where agency_id = $1 and id = $2 and job_run_id = $3 and status = 'checking'`,
};

/** The planner of an import with its mapping. */
export function plannerOf(ctx: ServiceContext, record: ImportRecord): ImportPlanner & { forget: () => void } {
  const sources = readSources(record.mapping, record.columns, record.options.dateOrders ?? {});
  const highestCodes = new Map<string, number>();
  const run = {
    ctx,
    importId: record.id,
    isUpdateAllowed: record.options.isUpdateAllowed ?? false,
    mapped: new Set(sources.keys()),
    seen: new SeenKeys(),
    highestCodes,
  };
  const planner = openPlanner(record.kind, run, { sources, columnCount: record.columns.length });
  return { ...planner, forget: () => highestCodes.clear() };
}

/**
 * Compares every row with the agency's records and writes nothing but the report: exact counts, and the rows worth
 * showing. What rows of the file do to each other is seen by their keys. Running it again starts over.
 */
export async function runImportCheck({
  ctx,
  input,
  files,
  onProgress,
}: Verb<ImportJobInput> & ImportRunOptions): Promise<void> {
  requirePermission(ctx, "imports:write");
  requireWholeAgency(ctx);
  const { importId, jobRunId } = input;
  const begun = await ctx.db.sql(begin, ctx.agencyId, importId, jobRunId);
  if (begun.length === 0) return;
  const record = await readImport(ctx.db.sql, ctx, importId);
  const planner = plannerOf(ctx, record);
  const store = new ImportRowStore(ctx, importId);
  await store.clear(ctx.db.sql);
  let tally = emptyTally;
  let done = 0;
  for await (const rows of openRows(files, textKeyOf(record), formatOf(record), rowsPerBatch)) {
    requireGoing(ctx.signal);
    const { reports } = await planner.plan(ctx.db.sql, rows);
    await store.store(ctx.db.sql, reports);
    tally = addToTally(tally, reports);
    done += rows.length;
    onProgress?.(done, record.rowCount);
  }
  await ctx.db.sql(
    finish,
    ctx.agencyId,
    importId,
    jobRunId,
    tally.create,
    tally.update,
    tally.same,
    tally.error,
    done,
  );
}
