import type { unitKinds, unitStatuses } from "@stead/contracts/portfolio";
import type { Sql, Tx } from "@stead/db/client";
import { newId } from "@stead/kernel/ids";
import { formatDecimalAmount } from "@stead/kernel/money";
import { recordAudit, type AuditEntry } from "../context/index.ts";
import { optional, required, type Draft } from "./describe-fields.ts";
import { findProperties } from "./find-places.ts";
import { insertRows, updateRows } from "./insert-rows.ts";
import { compareRow, createRow, refuseRow, sameRow, type DraftRow, type Existing, type FieldValue, type ImportRun, type KindPlan, type RowReport } from "./plan-rows.ts";
import { amount, currency, integer, text } from "./read-cell.ts";
import { choice, type Words } from "./read-choice.ts";

const kindWords: Words<(typeof unitKinds)[number]> = {
  apartment: ["flat", "apt", "unit", "1br", "2br", "3br", "one bedroom", "two bedroom", "three bedroom", "1 bedroom", "2 bedroom", "3 bedroom"],
  studio: ["studio apartment", "efficiency"],
  bedsitter: ["bedsit", "bed sitter", "bed-sitter"],
  house: ["bungalow", "maisonette", "townhouse", "villa"],
  room: ["single room", "double room", "single", "bed"],
  shop: ["store", "retail", "stall", "kiosk"],
  office: ["offices", "suite"],
  parking: ["parking space", "garage", "bay"],
  other: ["unknown"],
};
const statusWords: Words<(typeof unitStatuses)[number]> = {
  available: ["vacant", "occupied", "let", "rented", "active", "ready"],
  unrentable: ["down", "under repair", "renovation", "not rentable", "closed"],
  archived: ["inactive", "sold", "removed"],
};

const fields = {
  property: required(text(200), { label: "Property", help: "Its code, or its name where only one has it", example: "SUN-1", names: ["property code", "property name", "building", "building code", "property id"] }),
  label: required(text(60), { label: "Unit", example: "A1", names: ["label", "unit number", "unit no", "unit name", "unit label", "door", "door number", "house number", "apartment", "flat", "room"] }),
  kind: optional(choice(kindWords, "other"), { label: "Kind", example: "apartment", names: ["unit type", "type", "unit kind"] }),
  beds: optional(integer(0, 50), { label: "Bedrooms", example: "2", names: ["beds", "br", "bedroom count", "no of bedrooms"] }),
  baths: optional(integer(0, 50), { label: "Bathrooms", example: "1", names: ["baths", "ba", "bathroom count"] }),
  areaSqm: optional(integer(0, 1_000_000), { label: "Area in m²", example: "64", names: ["area", "size", "area sqm", "square metres", "sqm", "m2"] }),
  marketRent: optional(amount, { label: "Market rent", help: "A month", example: "32,000", names: ["rent", "asking rent", "monthly rent", "list rent", "price"] }),
  currency: optional(currency, { label: "Currency", help: "The agency's when left out", example: "KES", names: ["ccy"] }),
  status: optional(choice(statusWords, "available"), { label: "State", example: "available", names: ["status", "unit status", "condition"] }),
};

type UnitDraft = Draft<typeof fields>;
type Row = DraftRow<UnitDraft>;
type UnitRow = { id: string; version: number; propertyId: string; label: string; kind: string; status: string; beds: number | null; baths: number | null; areaSqm: number | null; marketRentMinor: number; currency: string };
type Change = { id: string; rowNo: number; propertyId: string; draft: UnitDraft; unit?: UnitRow; report: RowReport };

const noteOf = (field: string, value: string, message: string) => ({ field, value, message });
const unitKey = (propertyId: string, label: string) => `${propertyId}|${label.toLowerCase()}`;

const findUnits = {
  name: "",
  text: `select u.id, u.version, u.property_id as "propertyId", u.label, u.kind, u.status, u.beds, u.baths, u.area_sqm as "areaSqm",
      u.market_rent_minor as "marketRentMinor", u.currency
    from units u where u.agency_id = $1 and u.property_id = any($2::uuid[]) and (u.label = any($3::text[]) or lower(u.label) = any($4::text[]))`,
};

function valuesOf({ property: _, marketRent, ...values }: UnitDraft, money: string): Record<string, FieldValue> {
  return { ...values, marketRent: marketRent === null ? null : formatDecimalAmount(marketRent, money) };
}

function existingOf({ id, version, propertyId: _, marketRentMinor, ...values }: UnitRow): Existing {
  return { id, version, values: { ...values, marketRent: formatDecimalAmount(marketRentMinor, values.currency) } };
}

function planRow(run: ImportRun, row: Row, propertyId: string, unit: UnitRow | undefined): { report: RowReport; change?: Change } {
  const { draft, rowNo } = row;
  const first = run.seen.first(`unit ${unitKey(propertyId, draft.label)}`, rowNo);
  if (first !== rowNo) {
    const isWhole = run.seen.first(`row ${JSON.stringify(draft)}`, rowNo) !== rowNo;
    if (isWhole) return { report: sameRow(row, null, noteOf("", row.label, `it repeats row ${first}; it is left out`)) };
    return { report: refuseRow(row, noteOf("label", draft.label, `row ${first} has this unit too; give each its own label`)) };
  }
  run.seen.first(`row ${JSON.stringify(draft)}`, rowNo);
  const values = valuesOf(draft, draft.currency ?? unit?.currency ?? run.ctx.agency.currency);
  if (unit === undefined) {
    const id = newId();
    const report = createRow(row, id, values);
    return { report, change: { id, rowNo, propertyId, draft, report } };
  }
  const report = compareRow(run, row, existingOf(unit), values);
  return report.outcome === "update" ? { report, change: { id: unit.id, rowNo, propertyId, draft, unit, report } } : { report };
}

const columns = { id: "uuid", property_id: "uuid", label: "text", kind: "text", status: "text", beds: "int", baths: "int", area_sqm: "int", market_rent_minor: "bigint", currency: "text", import_id: "uuid", import_row: "int" } as const;
const { id: _id, property_id: _property, import_id: _import, import_row: _row, ...editable } = columns;

async function writeUnits(tx: Tx, { ctx, importId }: ImportRun, changes: readonly Change[]): Promise<void> {
  const rowOf = ({ draft, unit, report }: Change) => {
    const changed = <Name extends keyof UnitDraft & keyof UnitRow>(name: Name) => (unit !== undefined && !(name in report.diff) ? unit[name] : draft[name]);
    const rent = unit !== undefined && !("marketRent" in report.diff) ? unit.marketRentMinor : draft.marketRent;
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
  await insertRows(tx, ctx.agencyId, "units", columns, made.map((change) => ({ ...rowOf(change), id: change.id, property_id: change.propertyId, import_id: importId, import_row: change.rowNo })));
  await updateRows(tx, ctx.agencyId, "units", editable, changes.flatMap((change) => (change.unit === undefined ? [] : [{ ...rowOf(change), id: change.id, version: change.unit.version }])));
  const entries = changes.map((change): AuditEntry => {
    const { id, rowNo, unit } = change;
    if (unit === undefined) return { action: "unit.imported", entityType: "unit", entityId: id, after: { importId, importRow: rowNo } };
    return { action: "unit.updated", entityType: "unit", entityId: id, before: rowOf({ ...change, report: { ...change.report, diff: {} } }), after: rowOf(change) };
  });
  if (entries.length > 0) await recordAudit(tx, ctx, ...entries);
}

export const unitPlan: KindPlan<typeof fields> = {
  fields,
  labelOf: (draft) => `${draft.property} ${draft.label}`,
  // An earlier row's unit is in the database by now, under its property.
  note: () => {},
  plan: async (run, sql, rows) => {
    const properties = await findProperties(run, sql, rows.map(({ draft }) => draft.property));
    const units = await findExisting(run, sql, rows, properties.ids);
    const planned = rows.map((row): { report: RowReport; change?: Change } => {
      const property = properties.of(row.draft.property);
      if ("problem" in property) return { report: refuseRow(row, noteOf("property", row.draft.property, property.problem)) };
      return planRow(run, row, property.id, units.get(unitKey(property.id, row.draft.label)));
    });
    const changes = planned.flatMap(({ change }) => change ?? []);
    return { reports: planned.map(({ report }) => report), write: (tx) => writeUnits(tx, run, changes) };
  },
};

async function findExisting({ ctx }: ImportRun, sql: Sql, rows: readonly Row[], propertyIds: readonly string[]): Promise<Map<string, UnitRow>> {
  const labels = rows.map(({ draft }) => draft.label);
  const found = await sql<UnitRow>(findUnits, ctx.agencyId, propertyIds, labels, labels.map((label) => label.toLowerCase()));
  return new Map(found.map((unit) => [unitKey(unit.propertyId, unit.label), unit]));
}
