import type { Tx } from "@stead/db/client";
import { newId } from "@stead/kernel/ids";
import { recordAudit, requireRoom, type AuditEntry } from "../context/index.ts";
import { codePrefix } from "../portfolio/index.ts";
import { insertRows, updateRows } from "./insert-rows.ts";
import { mergeValues, type Existing, type ImportRun, type RowReport } from "./plan-rows.ts";
import type { PropertyDraft } from "./describe-property-fields.ts";
import { recordChanges } from "./record-changes.ts";

/** A property to make, or one to change when it exists. */
export type PropertyChange = {
  id: string;
  rowNo: number;
  draft: PropertyDraft;
  existing?: Existing;
  report?: RowReport;
};

const columns = {
  id: "uuid",
  code: "text",
  name: "text",
  kind: "text",
  address_line: "text",
  city: "text",
  region: "text",
  postcode: "text",
  country: "text",
  latitude: "double precision",
  longitude: "double precision",
  time_zone: "text",
  notes: "text",
  import_id: "uuid",
  import_row: "int",
} as const;

const { id: _id, import_id: _importId, import_row: _importRow, ...editable } = columns;

/** The columns of a property that a file may change. */
export const propertyColumns = editable;

/** Writes a batch: new properties with their units, changed ones, and the audit entries of both. */
export async function writeProperties(
  tx: Tx,
  run: ImportRun,
  changes: readonly PropertyChange[],
): Promise<void> {
  const { ctx, importId } = run;
  const made = changes.filter(({ existing }) => existing === undefined);
  const codes = await makeCodes(tx, run, made);
  const rows = made.map(({ id, rowNo, draft }, index) => ({
    ...rowOf({
      ...draft,
      code: draft.code ?? codes[index] ?? null,
      country: draft.country ?? ctx.agency.country,
      timeZone: draft.timeZone ?? ctx.agency.timeZone,
      kind: draft.kind ?? "multifamily",
    }),
    id,
    import_id: importId,
    import_row: rowNo,
  }));
  await insertRows(tx, ctx.agencyId, "properties", columns, rows);
  await insertUnits(tx, run, made);
  await updateRows(tx, ctx.agencyId, "properties", editable, changes.flatMap(updatedRow));
  const undoable = changes.flatMap(({ id: entityId, rowNo, existing }) =>
    existing === undefined
      ? []
      : [{ rowNo, entityId, version: existing.version + 1, facts: rowOf(existing.values) }],
  );
  await recordChanges(tx, run, undoable);
  const entries = changes.map(({ id, rowNo, draft, existing, report }): AuditEntry => {
    if (existing === undefined || report === undefined)
      return {
        action: "property.imported",
        entityType: "property",
        entityId: id,
        after: { importId, importRow: rowNo, units: draft.units ?? 0 },
      };
    return {
      action: "property.updated",
      entityType: "property",
      entityId: id,
      before: existing.values,
      after: mergeValues(existing, report, draft),
    };
  });
  if (entries.length > 0) await recordAudit(tx, ctx, ...entries);
}

type Values = Readonly<Record<string, string | number | null>>;

function rowOf(values: Values) {
  const of = (name: string) => values[name] ?? null;
  return {
    code: of("code"),
    name: of("name"),
    kind: of("kind"),
    address_line: of("addressLine"),
    city: of("city"),
    region: of("region"),
    postcode: of("postcode"),
    country: of("country"),
    latitude: of("latitude"),
    longitude: of("longitude"),
    time_zone: of("timeZone"),
    notes: of("notes"),
  };
}

function updatedRow({ id, draft, existing, report }: PropertyChange) {
  if (existing === undefined || report === undefined) return [];
  return [{ ...rowOf(mergeValues(existing, report, draft)), id, version: existing.version }];
}

const highestCodes = {
  name: "",
  text: `select x.prefix, coalesce(max(substring(p.code from length(x.prefix) + 2)::bigint), 0) as highest
    from unnest($2::text[]) as x (prefix)
    left join properties p on p.agency_id = $1 and p.code ~ ('^' || x.prefix || '-[0-9]{1,9}$')
    group by x.prefix`,
};

/** Codes for those that have none, numbered on from the highest that each prefix has, as for properties made by hand. */
async function makeCodes(
  tx: Tx,
  { ctx, highestCodes: highest }: ImportRun,
  made: readonly PropertyChange[],
): Promise<(string | null)[]> {
  const prefixes = made.map(({ draft }) => (draft.code === null ? codePrefix(draft.name) : null));
  const unknown = [...new Set(prefixes)].filter((prefix) => prefix !== null && !highest.has(prefix));
  if (unknown.length > 0) {
    const found = await tx.sql<{ prefix: string; highest: number }>(highestCodes, ctx.agencyId, unknown);
    for (const row of found) highest.set(row.prefix, row.highest);
  }
  const given = new Set(made.map(({ draft }) => draft.code));
  return prefixes.map((prefix) => {
    if (prefix === null) return null;
    for (;;) {
      const number = (highest.get(prefix) ?? 0) + 1;
      highest.set(prefix, number);
      if (!given.has(`${prefix}-${number}`)) return `${prefix}-${number}`;
    }
  });
}

async function insertUnits(
  tx: Tx,
  { ctx, importId }: ImportRun,
  made: readonly PropertyChange[],
): Promise<void> {
  const withUnits = made.filter(({ draft }) => (draft.units ?? 0) > 0);
  if (withUnits.length === 0) return;
  const count = withUnits.reduce((sum, { draft }) => sum + (draft.units ?? 0), 0);
  await requireRoom(tx, ctx, "units", count);
  const { agencyId, agency } = ctx;
  function* units() {
    for (const { id, rowNo, draft } of withUnits) {
      for (let label = 1; label <= (draft.units ?? 0); label++)
        yield [agencyId, newId(), id, String(label), 0, agency.currency, importId, rowNo];
    }
  }
  await tx.copy({
    table: "units",
    columns: [
      "agency_id",
      "id",
      "property_id",
      "label",
      "market_rent_minor",
      "currency",
      "import_id",
      "import_row",
    ],
    rows: units(),
  });
}
