import type { Sql } from "@stead/db/client";
import { newId } from "@stead/kernel/ids";
import { formatDecimalAmount } from "@stead/kernel/money";
import { unitFields, type UnitDraft } from "./describe-unit-fields.ts";
import { findProperties } from "./find-places.ts";
import {
  compareRow,
  createRow,
  refuseRow,
  sameRow,
  type DraftRow,
  type Existing,
  type FieldValue,
  type ImportRun,
  type KindPlan,
  type RowReport,
} from "./plan-rows.ts";
import { writeUnits, type UnitChange, type UnitFacts } from "./write-units.ts";

type Row = DraftRow<UnitDraft>;

const noteOf = (field: string, value: string, message: string) => ({ field, value, message });
const unitKey = (propertyId: string, label: string) => `${propertyId}|${label.toLowerCase()}`;

const findUnits = {
  name: "",
  text: `select u.id, u.version, u.property_id as "propertyId", u.label, u.kind, u.status, u.beds, u.baths, u.area_sqm as "areaSqm",
      u.market_rent_minor as "marketRentMinor", u.currency
    from units u where u.agency_id = $1 and u.property_id = any($2::uuid[]) and (u.label = any($3::text[]) or lower(u.label) = any($4::text[]))`,
};

function valuesOf(
  { property: _, marketRent, ...values }: UnitDraft,
  money: string,
): Record<string, FieldValue> {
  return { ...values, marketRent: marketRent === null ? null : formatDecimalAmount(marketRent, money) };
}

function existingOf({ id, version, propertyId: _, marketRentMinor, ...values }: UnitFacts): Existing {
  return {
    id,
    version,
    values: { ...values, marketRent: formatDecimalAmount(marketRentMinor, values.currency) },
  };
}

function planRow(
  run: ImportRun,
  row: Row,
  propertyId: string,
  unit: UnitFacts | undefined,
): { report: RowReport; change?: UnitChange } {
  const { draft, rowNo } = row;
  const first = run.seen.first(`unit ${unitKey(propertyId, draft.label)}`, rowNo);
  if (first !== rowNo) {
    const isWhole = run.seen.first(`row ${JSON.stringify(draft)}`, rowNo) !== rowNo;
    if (isWhole)
      return { report: sameRow(row, null, noteOf("", row.label, `it repeats row ${first}; it is left out`)) };
    return {
      report: refuseRow(
        row,
        noteOf("label", draft.label, `row ${first} has this unit too; give each its own label`),
      ),
    };
  }
  run.seen.first(`row ${JSON.stringify(draft)}`, rowNo);
  const values = valuesOf(draft, draft.currency ?? unit?.currency ?? run.ctx.agency.currency);
  if (unit === undefined) {
    const id = newId();
    const report = createRow(row, id, values);
    return { report, change: { id, rowNo, propertyId, draft, report } };
  }
  const report = compareRow(run, row, existingOf(unit), values);
  return report.outcome === "update"
    ? { report, change: { id: unit.id, rowNo, propertyId, draft, unit, report } }
    : { report };
}

export const unitPlan: KindPlan<typeof unitFields> = {
  fields: unitFields,
  labelOf: (draft) => `${draft.property} ${draft.label}`,
  // An earlier row's unit is in the database by now, under its property.
  note: () => {},
  plan: async (run, sql, rows) => {
    const properties = await findProperties(
      run,
      sql,
      rows.map(({ draft }) => draft.property),
    );
    const units = await findExisting(run, sql, rows, properties.ids);
    const planned = rows.map((row): { report: RowReport; change?: UnitChange } => {
      const property = properties.of(row.draft.property);
      if ("problem" in property)
        return { report: refuseRow(row, noteOf("property", row.draft.property, property.problem)) };
      return planRow(run, row, property.id, units.get(unitKey(property.id, row.draft.label)));
    });
    const changes = planned.flatMap(({ change }) => change ?? []);
    return { reports: planned.map(({ report }) => report), write: (tx) => writeUnits(tx, run, changes) };
  },
};

async function findExisting(
  { ctx }: ImportRun,
  sql: Sql,
  rows: readonly Row[],
  propertyIds: readonly string[],
): Promise<Map<string, UnitFacts>> {
  const labels = rows.map(({ draft }) => draft.label);
  const found = await sql<UnitFacts>(
    findUnits,
    ctx.agencyId,
    propertyIds,
    labels,
    labels.map((label) => label.toLowerCase()),
  );
  return new Map(found.map((unit) => [unitKey(unit.propertyId, unit.label), unit]));
}
