import type { Tx } from "@stead/db/client";
import { recordAudit, type AuditEntry } from "../context/index.ts";
import type { UnitDraft } from "./describe-unit-fields.ts";
import { insertRows, updateRows } from "./insert-rows.ts";
import type { ImportRun, RowReport } from "./plan-rows.ts";

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

/** Writes a batch: new units, changed ones, and the audit entries of both. */
export async function writeUnits(
  tx: Tx,
  { ctx, importId }: ImportRun,
  changes: readonly UnitChange[],
): Promise<void> {
  const rowOf = ({ draft, unit, report }: UnitChange) => {
    const changed = <Name extends keyof UnitDraft & keyof UnitFacts>(name: Name) =>
      unit !== undefined && !(name in report.diff) ? unit[name] : draft[name];
    const rent =
      unit !== undefined && !("marketRent" in report.diff) ? unit.marketRentMinor : draft.marketRent;
    return {
      label: changed("label"),
      kind: changed("kind") ?? "apartment",
      status: changed("status") ?? "available",
      beds: changed("beds"),
      baths: changed("baths"),
      area_sqm: changed("areaSqm"),
      market_rent_minor: rent ?? 0,
      currency: changed("currency") ?? ctx.agency.currency,
    };
  };
  const made = changes.filter(({ unit }) => unit === undefined);
  await insertRows(
    tx,
    ctx.agencyId,
    "units",
    columns,
    made.map((change) => ({
      ...rowOf(change),
      id: change.id,
      property_id: change.propertyId,
      import_id: importId,
      import_row: change.rowNo,
    })),
  );
  await updateRows(
    tx,
    ctx.agencyId,
    "units",
    editable,
    changes.flatMap((change) =>
      change.unit === undefined ? [] : [{ ...rowOf(change), id: change.id, version: change.unit.version }],
    ),
  );
  const entries = changes.map((change): AuditEntry => {
    const { id, rowNo, unit } = change;
    if (unit === undefined)
      return {
        action: "unit.imported",
        entityType: "unit",
        entityId: id,
        after: { importId, importRow: rowNo },
      };
    return {
      action: "unit.updated",
      entityType: "unit",
      entityId: id,
      before: rowOf({ ...change, report: { ...change.report, diff: {} } }),
      after: rowOf(change),
    };
  });
  if (entries.length > 0) await recordAudit(tx, ctx, ...entries);
}
