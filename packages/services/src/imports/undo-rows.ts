import type { Sql, Tx } from "@stead/db/client";
import type { ServiceContext } from "../context/index.ts";

/** A row of a file whose doing can be taken back: nothing speaks against it when there are no reasons. */
export type UndoRow = {
  rowNo: number;
  /** Of what the row made or changed. */
  id: string;
  label: string;
  /** What happened since, in words. */
  reasons: string[];
  version: number;
  /** What an undo needs to put a record back (`import_changes`), and what the record is now. */
  facts: Record<string, unknown> | null;
  now: Record<string, unknown> | null;
};

export type UndoRun = { ctx: ServiceContext; importId: string };

/** What stays of a row that went. */
export type UndoNote = Pick<UndoRow, "rowNo" | "label" | "reasons">;

/**
 * One way in which rows of a file have left something. `text` selects them from below row `$3`, the last first, at
 * most `$4`; `$1` is the agency, `$2` the import. `locked` is the alias of the rows that an undo locks.
 */
export type UndoSource = {
  text: string;
  locked: string;
  undo: (tx: Tx, run: UndoRun, rows: readonly UndoRow[]) => Promise<UndoNote[]>;
};

/** Behind every row there is. */
export const lastRowNo = 2_147_483_647;

export type UndoWindow = { before: number; limit: number; isLocked: boolean };

export type SourcedRow = UndoRow & { source: UndoSource };

/** The rows of a window from all sources, the last row of the file first. */
export async function readUndoRows(
  sql: Sql,
  { ctx, importId }: UndoRun,
  sources: readonly UndoSource[],
  { before, limit, isLocked }: UndoWindow,
): Promise<SourcedRow[]> {
  const rows: SourcedRow[] = [];
  for (const source of sources) {
    const text = isLocked ? `${source.text} for update of ${source.locked}` : source.text;
    const found = await sql<UndoRow>({ name: "", text }, ctx.agencyId, importId, before, limit);
    rows.push(...found.map((row) => ({ ...row, reasons: tellingOf(row.reasons), source })));
  }
  return rows.toSorted((left, right) => right.rowNo - left.rowNo).slice(0, limit);
}

/** What is in the books is there because of something else, which says more. */
export const inTheBooks = "the books have entries of it";

function tellingOf(reasons: string[]): string[] {
  return reasons.length > 1 ? reasons.filter((reason) => reason !== inTheBooks) : reasons;
}

/** SQL of an array of the reasons that hold. */
export function reasonsOf(...reasons: readonly string[]): string {
  return `array_remove(array[${reasons.join(",\n        ")}]::text[], null) as reasons`;
}

export const changedSince = (alias: string) =>
  `case when ${alias}.version > 1 then 'it was changed since' end`;

/** The columns of a changed record: as they were, and where it stands now. Joined to its table as `t`. */
export const changedColumns = (label: string) =>
  `select c.row_no as "rowNo", c.entity_id as id, ${label} as label, t.version, c.facts, to_jsonb(t) as now,
      ${reasonsOf(`case when t.version <> c.version then 'it was changed again since' end`)}
    from import_changes c`;

/** The window of changed records. */
export const changedWindow =
  "where c.agency_id = $1 and c.import_id = $2 and c.row_no < $3 order by c.row_no desc limit $4";

/** The columns of a made record that an undo has no use for. */
export const madeColumns = "null::jsonb as facts, null::jsonb as now";

/** The window of records that rows made, by the alias of their table; `also` narrows it. */
export const madeWindow = (alias: string, also = "true") =>
  `where ${alias}.agency_id = $1 and ${alias}.import_id = $2 and ${alias}.import_row < $3 and ${also} order by ${alias}.import_row desc limit $4`;
