import type { Sql } from "@stead/db/client";
import { newId } from "@stead/kernel/ids";
import { propertyFields, type PropertyDraft } from "./describe-property-fields.ts";
import { anyIdBy } from "./find-by-keys.ts";
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
import { writeProperties, type PropertyChange } from "./write-properties.ts";

type Row = DraftRow<PropertyDraft>;

/** More rows of one name and address than any town has. */
const mostAlike = 50;

const noteOf = (field: string, value: string | null, message: string) => ({
  field,
  value: value ?? "",
  message,
});
const lower = (value: string) => value.toLowerCase();

/** Which of the properties with a name and address a row describes: the first, the second, and so on; 0 when there are too many. */
function placeAmongAlike({ seen }: ImportRun, { draft, rowNo }: Row): { place: number; firstRow: number } {
  const key = `place ${lower(draft.name)}|${lower(draft.addressLine)}|${lower(draft.city)}`;
  const firstRow = seen.first(key, rowNo);
  for (let place = 1; place <= mostAlike; place++) {
    if (seen.first(`${key}#${place}`, rowNo) === rowNo) return { place, firstRow };
  }
  return { place: 0, firstRow };
}

/** What an earlier row of the file has to do with this one. */
type Standing = { place: number; problem?: string; repeats?: number };

function standingOf(run: ImportRun, row: Row): Standing {
  const { draft, rowNo } = row;
  const whole = run.seen.first(`row ${JSON.stringify(draft)}`, rowNo);
  if (draft.code !== null) {
    const withCode = run.seen.first(`code ${draft.code}`, rowNo);
    if (withCode === rowNo) return { place: 1 };
    return whole === rowNo
      ? { place: 1, problem: `row ${withCode} has this code too; give each property its own` }
      : { place: 1, repeats: whole };
  }
  if (whole !== rowNo) return { place: 1, repeats: whole };
  const { place, firstRow } = placeAmongAlike(run, row);
  if (place === 0)
    return { place, problem: `more than ${mostAlike} rows have this name and address; give them codes` };
  const named = run.seen.first(`name ${lower(draft.name)}`, rowNo);
  if (place > 1)
    row.warnings.push(
      noteOf(
        "name",
        draft.name,
        `row ${firstRow} has the same name and address; this is taken as another property`,
      ),
    );
  else if (named !== rowNo)
    row.warnings.push(noteOf("name", draft.name, `row ${named} has this name too, at another address`));
  return { place };
}

const findProperties = {
  name: "",
  text: `select p.id, p.version, p.code, p.name, p.kind, p.address_line as "addressLine", p.city, p.region, p.postcode, p.country,
      p.latitude, p.longitude, p.time_zone as "timeZone", p.notes
    from properties p
    where p.agency_id = $1
      and p.id = ${anyIdBy("properties", { column: "code", parameter: 2 }, { column: "name", parameter: 3 })} order by p.id`,
};

type PropertyRow = Record<string, FieldValue> & {
  id: string;
  version: number;
  code: string;
  name: string;
  addressLine: string;
  city: string;
};

/** The properties that a batch may mean, by code and by name with address. */
async function findExisting(
  { ctx }: ImportRun,
  sql: Sql,
  rows: readonly Row[],
): Promise<(row: Row, place: number) => Existing | undefined> {
  const codes = rows.flatMap(({ draft }) => draft.code ?? []);
  const names = rows.filter(({ draft }) => draft.code === null).map(({ draft }) => draft.name);
  const found = await sql<PropertyRow>(findProperties, ctx.agencyId, codes, names);
  const byCode = new Map(found.map((property) => [property.code, property]));
  const alike = Map.groupBy(found, ({ name, addressLine, city }) => lower(`${name}|${addressLine}|${city}`));
  return ({ draft }, place) => {
    const property =
      draft.code === null
        ? alike.get(lower(`${draft.name}|${draft.addressLine}|${draft.city}`))?.[place - 1]
        : byCode.get(draft.code);
    if (property === undefined) return undefined;
    const { id, version, ...values } = property;
    return { id, version, values };
  };
}

/** What the row says of the property itself. */
function valuesOf({ units: _, ...values }: PropertyDraft): Record<string, FieldValue> {
  return values;
}

/** Numbers joined by a dash at the beginning: several houses in one address. */
const addressRange = /^\s*\d+[A-Z]?\s*[-–]\s*\d/i;

/** What a new property is taken with although a letter or a map could want more. */
function noteNew({ mapped }: ImportRun, { draft, warnings }: Row, isBlank: boolean): void {
  if (addressRange.test(draft.addressLine))
    warnings.push(
      noteOf("addressLine", draft.addressLine, "this is a range of numbers; it is kept as written"),
    );
  if (isBlank && mapped.has("latitude") && mapped.has("longitude"))
    warnings.push(noteOf("latitude", "", "the row has no coordinates; the property is on no map"));
}

const isUnplaced = ({ latitude, longitude }: PropertyDraft) => latitude === null && longitude === null;

/** A single coordinate places nothing. */
function dropLoneCoordinate({ draft, warnings }: Row): void {
  if ((draft.latitude === null) === (draft.longitude === null)) return;
  const field = draft.latitude === null ? "longitude" : "latitude";
  warnings.push(
    noteOf(field, String(draft[field]), "one coordinate without the other places nothing; it is left out"),
  );
  draft.latitude = null;
  draft.longitude = null;
}

function planRow(
  run: ImportRun,
  row: Row,
  find: (row: Row, place: number) => Existing | undefined,
): { report: RowReport; change?: PropertyChange } {
  const isBlank = isUnplaced(row.draft);
  dropLoneCoordinate(row);
  const { place, problem, repeats } = standingOf(run, row);
  if (problem !== undefined)
    return {
      report: refuseRow(
        row,
        noteOf(row.draft.code === null ? "name" : "code", row.draft.code ?? row.draft.name, problem),
      ),
    };
  if (repeats !== undefined)
    return { report: sameRow(row, null, noteOf("", row.label, `it repeats row ${repeats}; it is left out`)) };
  const existing = find(row, place);
  if (existing === undefined) {
    noteNew(run, row, isBlank);
    const id = newId();
    return { report: createRow(row, id, row.draft), change: { id, rowNo: row.rowNo, draft: row.draft } };
  }
  const report = compareRow(run, row, existing, valuesOf(row.draft));
  return report.outcome === "update"
    ? { report, change: { id: existing.id, rowNo: row.rowNo, draft: row.draft, existing, report } }
    : { report };
}

export const propertyPlan: KindPlan<typeof propertyFields> = {
  fields: propertyFields,
  labelOf: (draft) => draft.code ?? draft.name,
  note: (run, rows) => {
    for (const row of rows) standingOf(run, row);
  },
  plan: async (run, sql, rows) => {
    const find = await findExisting(run, sql, rows);
    const planned = rows.map((row) => planRow(run, row, find));
    const changes = planned.flatMap(({ change }) => change ?? []);
    return { reports: planned.map(({ report }) => report), write: (tx) => writeProperties(tx, run, changes) };
  },
};
