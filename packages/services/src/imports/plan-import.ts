import type { ImportKind } from "@stead/contracts/imports";
import type { Sql } from "@stead/db/client";
import type { Draft, Fields } from "./describe-fields.ts";
import { contactPlan } from "./plan-contacts.ts";
import { leasePlan } from "./plan-leases.ts";
import { openingPlan } from "./plan-openings.ts";
import { propertyPlan } from "./plan-properties.ts";
import type { DraftRow, ImportRun, KindPlan, PlannedBatch, RowReport } from "./plan-rows.ts";
import { unitPlan } from "./plan-units.ts";
import type { CsvRow } from "./read-csv.ts";
import { readRow, type Sources } from "./read-row.ts";

/** How the rows of one import are read. */
export type Reader = { sources: Sources; columnCount: number };

/** The plan of one import over its file, batch by batch. */
export type ImportPlanner = {
  /** Compares rows with the database; the result's `write` does what its reports say. */
  plan(sql: Sql, rows: readonly CsvRow[]): Promise<PlannedBatch>;
  /** Passes over rows that an earlier try applied. */
  skip(rows: readonly CsvRow[]): void;
};

function plannerOf<F extends Fields>(kind: KindPlan<F>, run: ImportRun, reader: Reader): ImportPlanner {
  const { country, currency } = run.ctx.agency;
  const read = (rows: readonly CsvRow[]) => {
    const drafts: DraftRow<Draft<F>>[] = [];
    const refused: RowReport[] = [];
    for (const row of rows) {
      const { draft, problems, warnings } = readRow(kind.fields, row, {
        ...reader,
        context: { country, currency },
      });
      if (draft === undefined)
        refused.push({
          rowNo: row.rowNo,
          outcome: "error",
          label: rawLabel(row),
          notes: [...problems, ...warnings],
          diff: {},
          entityId: null,
        });
      else drafts.push({ rowNo: row.rowNo, draft, warnings, label: kind.labelOf(draft) });
    }
    return { drafts, refused };
  };
  return {
    skip: (rows) => kind.note(run, read(rows).drafts),
    plan: async (sql, rows) => {
      const { drafts, refused } = read(rows);
      const planned =
        drafts.length === 0 ? { reports: [], write: async () => {} } : await kind.plan(run, sql, drafts);
      const reports = [...planned.reports, ...refused].toSorted((left, right) => left.rowNo - right.rowNo);
      return { reports, write: planned.write };
    },
  };
}

/** What a row that cannot be read is called: its first cells. */
function rawLabel({ cells }: CsvRow): string {
  const shown = cells
    .filter((cell) => cell.trim() !== "")
    .slice(0, 2)
    .join(", ");
  return shown.replaceAll("\0", "").slice(0, 200);
}

type KindEntry = {
  fields: Fields;
  missingIn: (mapped: ReadonlySet<string>) => string | undefined;
  open: (run: ImportRun, reader: Reader) => ImportPlanner;
};

function entryOf<F extends Fields>(kind: KindPlan<F>): KindEntry {
  return {
    fields: kind.fields,
    missingIn: kind.missingIn ?? (() => undefined),
    open: (run, reader) => plannerOf(kind, run, reader),
  };
}

const kinds: Record<ImportKind, KindEntry> = {
  properties: entryOf(propertyPlan),
  units: entryOf(unitPlan),
  contacts: entryOf(contactPlan),
  leases: entryOf(leasePlan),
  opening_balances: entryOf(openingPlan),
};

export function fieldsOf(kind: ImportKind): Fields {
  return kinds[kind].fields;
}

/** What a mapping lacks, in words; undefined when the rows can be read with it. */
export function findMissing(
  kind: ImportKind,
  mapped: ReadonlySet<string>,
): { field: string; message: string } | undefined {
  const { fields, missingIn } = kinds[kind];
  const missing = Object.entries(fields).find(([name, field]) => field.isRequired && !mapped.has(name));
  if (missing !== undefined)
    return { field: missing[0], message: `choose the column of ${missing[1].label}` };
  const message = missingIn(mapped);
  return message === undefined ? undefined : { field: "", message };
}

export function openPlanner(kind: ImportKind, run: ImportRun, reader: Reader): ImportPlanner {
  return kinds[kind].open(run, reader);
}
