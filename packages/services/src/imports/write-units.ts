import type { Tx } from "@stead/db/client";
import { recordAudit, requireRoom, type AuditEntry } from "../context/index.ts";
import type { UnitDraft } from "./describe-unit-fields.ts";
import { auditedColumns, insertRows, updateRows } from "./insert-rows.ts";
import type { ImportRun, RowReport } from "./plan-rows.ts";
import { recordChanges } from "./record-changes.ts";

/** A unit as it is. */
export type UnitFacts = {
  id: string;
  version: number;
  propertyId: string;
  label: string;
  kind: string;
  status: string;
  beds: number | null;
  baths: number | null;
  areaSqm: number | null;
  marketRentMinor: number;
  currency: string;
};

/** A unit to make, or one to change when it exists. */
export type UnitChange = {
  id: string;
  rowNo: number;
  propertyId: string;
  draft: UnitDraft;
  unit?: UnitFacts;
  report: RowReport;
};

const columns = {
  id: "uuid",
  property_id: "uuid",
  label: "text",
  kind: "text",
  status: "text",
  beds: "int",
  baths: "int",
  area_sqm: "int",
  market_rent_minor: "bigint",
  currency: "text",
  import_id: "uuid",
  import_row: "int",
} as const;
const { id: _id, property_id: _property, import_id: _import, import_row: _row, ...editable } = columns;

/** The columns of a unit that a file may change. */
export const unitColumns = editable;

/** Writes a batch: new units, changed ones, and the audit entries of both. */
export async function writeUnits(tx: Tx, run: ImportRun, changes: readonly UnitChange[]): Promise<void> {
  const { ctx, importId } = run;
  const { agencyId, agency } = ctx;
  await requireRoom(tx, ctx, "units", changes.filter(({ unit }) => unit === undefined).length);
  const rows = changes.map((change) => ({ change, row: rowOf(change, agency.currency) }));
  const made = rows.flatMap(({ change: { id, unit, propertyId, rowNo }, row }) =>
    unit === undefined
      ? [{ ...row, id, property_id: propertyId, import_id: importId, import_row: rowNo }]
      : [],
  );
  const changed = rows.flatMap(({ change: { id, unit }, row }) =>
    unit === undefined ? [] : [{ ...row, id, version: unit.version }],
  );
  await insertRows(tx, agencyId, "units", columns, made);
  await updateRows(tx, agencyId, "units", editable, changed);
  const before = (change: UnitChange) =>
    rowOf({ ...change, report: { ...change.report, diff: {} } }, agency.currency);
  const undoable = changes.flatMap((change) => {
    const { rowNo, id: entityId, unit } = change;
    return unit === undefined ? [] : [{ rowNo, entityId, version: unit.version + 1, facts: before(change) }];
  });
  await recordChanges(tx, run, undoable);
  const entries = rows.map(({ change, row: after }): AuditEntry => {
    const { id: entityId, rowNo, unit } = change;
    const entry = { entityType: "unit", entityId };
    if (unit === undefined)
      return { ...entry, action: "unit.imported", after: { importId, importRow: rowNo } };
    return {
      ...entry,
      action: "unit.updated",
      before: auditedColumns(before(change)),
      after: auditedColumns(after),
    };
  });
  if (entries.length > 0) await recordAudit(tx, ctx, ...entries);
}

/** A unit's columns: those of the file where it gives or changes them, else what the unit has. */
function rowOf({ draft, unit, report }: UnitChange, agencyCurrency: string) {
  const isKept = (name: string) => unit !== undefined && !(name in report.diff);
  const of = <Name extends keyof UnitDraft & keyof UnitFacts>(name: Name) =>
    unit !== undefined && isKept(name) ? unit[name] : draft[name];
  return {
    label: of("label"),
    kind: of("kind") ?? "apartment",
    status: of("status") ?? "available",
    beds: of("beds"),
    baths: of("baths"),
    area_sqm: of("areaSqm"),
    market_rent_minor:
      (unit !== undefined && isKept("marketRent") ? unit.marketRentMinor : draft.marketRent) ?? 0,
    currency: of("currency") ?? agencyCurrency,
  };
}
