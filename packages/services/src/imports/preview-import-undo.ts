import type { ImportUndoPreviewDto } from "@stead/contracts/imports";
import { requirePermission, requireWholeAgency, type Verb } from "../context/index.ts";
import { requireGoing } from "./open-import-file.ts";
import { readImport, stateOf } from "./rows.ts";
import { requireStep } from "./rules.ts";
import { lastRowNo, readUndoRows, type SourcedRow } from "./undo-rows.ts";
import { undoSources } from "./undo-sources.ts";

/** Rows that a preview looks at: a page must not wait for a million of them. */
const mostLooked = 20_000;
const rowsPerBatch = 1_000;
const shownGoing = 20;
const shownStaying = 100;

const countRecords = {
  name: "import_undo_records",
  text: `select kind, count from (
      select 'property' as kind, 1 as place, count(*)::int as count from properties where agency_id = $1 and import_id = $2
      union all select 'unit', 2, count(*)::int from units where agency_id = $1 and import_id = $2
      union all select 'contact', 3, count(*)::int from contacts where agency_id = $1 and import_id = $2
      union all select 'lease', 4, count(*)::int from leases where agency_id = $1 and import_id = $2
      union all select 'change', 5, count(*)::int from import_changes where agency_id = $1 and import_id = $2
    ) as counted where count > 0 order by place`,
};

/**
 * What undoing an import would do, without doing it: what it has made, how many rows would go and which would stay, and
 * why. Looks at the last 20,000 rows of a large file and says so. PRECONDITION when it cannot be undone now.
 */
export async function previewImportUndo({ ctx, input }: Verb<{ id: string }>): Promise<ImportUndoPreviewDto> {
  requirePermission(ctx, "imports:read");
  requireWholeAgency(ctx);
  const record = await readImport(ctx.db.sql, ctx, input.id);
  requireStep(stateOf(record), "undo");
  const records = await ctx.db.sql<ImportUndoPreviewDto["records"][number]>(
    countRecords,
    ctx.agencyId,
    record.id,
  );
  const preview = { goCount: 0, stayCount: 0, go: [] as SourcedRow[], stay: [] as SourcedRow[] };
  let before = lastRowNo;
  let isPartial = false;
  for (let looked = 0; ; looked += rowsPerBatch) {
    requireGoing(ctx.signal);
    const window = { before, limit: rowsPerBatch, isLocked: false };
    const rows = await readUndoRows(
      ctx.db.sql,
      { ctx, importId: record.id },
      undoSources[record.kind],
      window,
    );
    for (const row of rows) {
      const isGoing = row.reasons.length === 0;
      preview[isGoing ? "goCount" : "stayCount"]++;
      const [shown, most] = isGoing ? [preview.go, shownGoing] : [preview.stay, shownStaying];
      if (shown.length < most) shown.push(row);
    }
    if (rows.length < rowsPerBatch) break;
    before = rows.at(-1)?.rowNo ?? 0;
    isPartial = looked + rowsPerBatch >= mostLooked;
    if (isPartial) break;
  }
  const { goCount, stayCount } = preview;
  return {
    records,
    goCount,
    stayCount,
    isPartial,
    go: preview.go.map(({ rowNo, label }) => ({ rowNo, label })),
    stay: preview.stay.map(({ rowNo, label, reasons }) => ({ rowNo, label, reasons })),
  };
}
