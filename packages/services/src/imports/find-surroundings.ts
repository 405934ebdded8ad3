import type { Sql } from "@stead/db/client";
import type { LeaseDraft } from "./describe-lease-fields.ts";
import { anyIdBy } from "./find-by-keys.ts";
import { findProperties } from "./find-places.ts";
import { findTenants, type TenantFinder } from "./find-tenants.ts";
import type { DraftRow, ImportRun } from "./plan-rows.ts";
import type { RowNote } from "./read-row.ts";

export type LeaseRow = DraftRow<LeaseDraft>;

const noteOf = (field: string, value: string, message: string): RowNote => ({ field, value, message });

const findUnits = {
  name: "",
  text: `select u.id, u.property_id as "propertyId", lower(u.label) as label, u.status, u.currency
    from units u where u.agency_id = $1 and u.property_id = any($2::uuid[]) and (u.label = any($3::text[]) or lower(u.label) = any($4::text[]))`,
};
export type UnitFacts = { id: string; propertyId: string; label: string; status: string; currency: string };

const findLeases = {
  name: "",
  text: `select l.id, l.number, l.unit_id as "unitId", l.reference, l.external_ref as "externalRef", l.start_on as "startOn", l.end_on as "endOn",
      coalesce(l.ended_on, l.move_out_on, l.end_on) as "lastOn", l.rent_minor as "rentMinor", l.currency, l.status
    from leases l
    where l.agency_id = $1 and l.status <> 'cancelled'
      and l.id = ${anyIdBy(
        "leases",
        { column: "unit_id", parameter: 2, type: "uuid" },
        { column: "reference", parameter: 3 },
        { column: "external_ref", parameter: 4 },
      )}
    order by l.start_on`,
};
export type LeaseFacts = {
  id: string;
  number: number;
  unitId: string;
  reference: string;
  externalRef: string | null;
  startOn: string;
  endOn: string | null;
  lastOn: string | null;
  rentMinor: number;
  currency: string;
  status: string;
};

/** What a batch of rows refers to. */
export type Surroundings = {
  unitOf: (row: LeaseRow) => UnitFacts | RowNote;
  leases: readonly LeaseFacts[];
  tenants: TenantFinder;
  /** Days of units that earlier rows of the batch take. */
  taken: { unitId: string; startOn: string; lastOn: string | null; rowNo: number }[];
};

/** Reads what the rows of a batch refer to: units, leases and tenants. */
export async function readSurroundings(
  run: ImportRun,
  sql: Sql,
  rows: readonly LeaseRow[],
): Promise<Surroundings> {
  const { agencyId } = run.ctx;
  const properties = await findProperties(
    run,
    sql,
    rows.map(({ draft }) => draft.property),
  );
  const labels = [...new Set(rows.map(({ draft }) => draft.unit))];
  const units = await sql<UnitFacts>(
    findUnits,
    agencyId,
    properties.ids,
    labels,
    labels.map((label) => label.toLowerCase()),
  );
  const byPlace = new Map(units.map((unit) => [`${unit.propertyId}|${unit.label}`, unit]));
  const references = rows.flatMap(({ draft }) => draft.reference ?? []);
  const externalRefs = rows.flatMap(({ draft }) => draft.externalRef ?? []);
  const leases = await sql<LeaseFacts>(
    findLeases,
    agencyId,
    units.map(({ id }) => id),
    references,
    externalRefs,
  );
  const tenants = await findTenants(
    run,
    sql,
    rows.map(({ draft }) => draft),
  );
  const unitOf = ({ draft }: LeaseRow): UnitFacts | RowNote => {
    const property = properties.of(draft.property);
    if ("problem" in property) return noteOf("property", draft.property, property.problem);
    const unit = byPlace.get(`${property.id}|${draft.unit.toLowerCase()}`);
    if (unit === undefined)
      return noteOf("unit", draft.unit, "the property has no such unit; import the units first");
    return unit.status === "archived"
      ? noteOf("unit", draft.unit, "this unit is archived; make it available first")
      : unit;
  };
  return { unitOf, leases, tenants, taken: [] };
}
