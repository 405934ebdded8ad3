import type { Sql, Tx } from "@stead/db/client";
import type { ServiceContext } from "../context/index.ts";
import type { Draft, Fields } from "./describe-fields.ts";
import type { SeenKeys } from "./find-repeats.ts";
import type { RowNote } from "./read-row.ts";

export type Diff = Record<string, { before: string | null; after: string | null }>;

/** What a row does, and what there is to tell about it. */
export type RowReport = {
  rowNo: number;
  outcome: "create" | "update" | "same" | "error";
  label: string;
  notes: RowNote[];
  diff: Diff;
  entityId: string | null;
};

/** A row that was read without a problem. */
export type DraftRow<D> = { rowNo: number; draft: D; warnings: RowNote[]; label: string };

/** The run of one import over its file. */
export type ImportRun = {
  ctx: ServiceContext;
  importId: string;
  isUpdateAllowed: boolean;
  /** Fields that have a source. The others are never compared or changed. */
  mapped: ReadonlySet<string>;
  seen: SeenKeys;
  /** The highest number that each prefix of made property codes has. */
  highestCodes: Map<string, number>;
};

/** A batch of rows compared with the database, and the means to do what the reports say in the same transaction. */
export type PlannedBatch = { reports: RowReport[]; write: (tx: Tx) => Promise<void> };

/** How one kind of file becomes rows of the agency. */
export type KindPlan<F extends Fields> = {
  fields: F;
  labelOf: (draft: Draft<F>) => string;
  /** Which fields a mapping must have beside the required ones; says what is missing. */
  missingIn?: (mapped: ReadonlySet<string>) => string | undefined;
  /** Notes the rows that an earlier try applied, so that later ones that repeat them are found. */
  note: (run: ImportRun, rows: readonly DraftRow<Draft<F>>[]) => void;
  plan: (run: ImportRun, sql: Sql, rows: readonly DraftRow<Draft<F>>[]) => Promise<PlannedBatch>;
};

export type FieldValue = string | number | null;

/** What is in the database already. */
export type Existing = { id: string; version: number; values: Readonly<Record<string, FieldValue>> };

/** A row with problems of its own: it is not applied. */
export function refuseRow({ rowNo, label, warnings }: DraftRow<unknown>, ...problems: RowNote[]): RowReport {
  return { rowNo, outcome: "error", label, notes: [...problems, ...warnings], diff: {}, entityId: null };
}

export function createRow(
  { rowNo, label, warnings }: DraftRow<unknown>,
  id: string,
  values: Readonly<Record<string, FieldValue>>,
): RowReport {
  const given = Object.entries(values).filter(([, value]) => value !== null);
  const diff = Object.fromEntries(
    given.map(([name, value]) => [name, { before: null, after: String(value) }]),
  );
  return { rowNo, outcome: "create", label, notes: warnings, diff, entityId: id };
}

export function sameRow(
  { rowNo, label, warnings }: DraftRow<unknown>,
  id: string | null,
  ...notes: RowNote[]
): RowReport {
  return { rowNo, outcome: "same", label, notes: [...warnings, ...notes], diff: {}, entityId: id };
}

/**
 * Compares a row with what it describes. A blank cell and a field without a column change nothing. A difference is an
 * update where the import allows that, else a problem.
 */
export function compareRow(
  run: ImportRun,
  row: DraftRow<unknown>,
  existing: Existing,
  values: Readonly<Record<string, FieldValue>>,
): RowReport {
  const changed = Object.entries(values).filter(
    ([name, value]) => value !== null && run.mapped.has(name) && value !== existing.values[name],
  );
  if (changed.length === 0) return sameRow(row, existing.id);
  const diff = Object.fromEntries(
    changed.map(([name, value]) => [name, { before: textOf(existing.values[name]), after: textOf(value) }]),
  );
  if (run.isUpdateAllowed)
    return {
      rowNo: row.rowNo,
      outcome: "update",
      label: row.label,
      notes: row.warnings,
      diff,
      entityId: existing.id,
    };
  const problems = changed.map(([field, value]) => ({
    field,
    value: textOf(value) ?? "",
    message: `it exists already with ${textOf(existing.values[field]) ?? "nothing"} here; allow updates to change it`,
  }));
  return { ...refuseRow(row, ...problems), diff, entityId: existing.id };
}

function textOf(value: FieldValue | undefined): string | null {
  return value === null || value === undefined ? null : String(value);
}

/** The values after an update: those of the row where it gives them, else what was there. */
export function mergeValues(
  existing: Existing,
  { diff }: RowReport,
  values: Readonly<Record<string, FieldValue>>,
): Record<string, FieldValue> {
  const changed = Object.keys(diff).map((name) => [name, values[name] ?? null] as const);
  return { ...existing.values, ...Object.fromEntries(changed) };
}
