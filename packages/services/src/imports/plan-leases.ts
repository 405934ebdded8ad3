import type { Sql } from "@stead/db/client";
import { newId } from "@stead/kernel/ids";
import { formatDecimalAmount } from "@stead/kernel/money";
import { agencyToday } from "../context/index.ts";
import { optional, required, type Draft } from "./describe-fields.ts";
import { findProperties } from "./find-places.ts";
import { findTenants, type Tenant, type TenantFinder } from "./find-tenants.ts";
import { createRow, refuseRow, sameRow, type DraftRow, type ImportRun, type KindPlan, type RowReport } from "./plan-rows.ts";
import { amount, currency, date, email, integer, phone, text } from "./read-cell.ts";
import type { RowNote } from "./read-row.ts";
import { writeLeases, type NewLease } from "./write-leases.ts";

const fields = {
  property: required(text(200), { label: "Property", help: "Its code, or its name where only one has it", example: "SUN-1", names: ["property code", "property name", "building", "building code"] }),
  unit: required(text(60), { label: "Unit", example: "A1", names: ["unit label", "unit number", "unit no", "unit name", "door", "house number", "apartment", "flat"] }),
  tenantName: optional(text(200), { label: "Tenant", help: "Made as a contact when there is none", example: "Wanjiku Kamau", names: ["tenant name", "name", "lessee", "resident", "renter"] }),
  tenantEmail: optional(email, { label: "Tenant's e-mail", example: "wanjiku@example.org", names: ["tenant email", "email", "e-mail", "email address"] }),
  tenantPhone: optional(phone, { label: "Tenant's phone", example: "0712 345 678", names: ["tenant phone", "phone", "mobile", "phone number", "telephone", "msisdn"] }),
  startOn: required(date, { label: "Start", example: "2026-01-01", names: ["start date", "lease start", "from", "move in", "move-in date", "commencement", "begin date", "start on"] }),
  endOn: optional(date, { label: "End of the term", help: "Empty when it runs on until notice", example: "2026-12-31", names: ["end", "end date", "lease end", "to", "expiry", "expiry date", "until", "end on"] }),
  rent: required(amount, { label: "Rent", help: "A month", example: "32,000", names: ["monthly rent", "rent amount", "current rent", "rent per month"] }),
  deposit: optional(amount, { label: "Deposit", help: "As agreed; what is held comes with the opening balances", example: "32,000", names: ["security deposit", "deposit amount"] }),
  currency: optional(currency, { label: "Currency", help: "The unit's when left out", example: "KES", names: ["ccy"] }),
  dueDay: optional(integer(1, 31), { label: "Due day", help: "Of the month; the agency's when left out", example: "5", names: ["rent due day", "payment day", "due on"] }),
  reference: optional(text(40), { label: "Payment reference", help: "What tenants write on payments; made when left out", example: "A1-KAMAU", names: ["reference", "account reference", "account number", "pay reference"] }),
  externalRef: optional(text(100), { label: "Lease number", help: "Its number in the system the file comes from", example: "LS-0042", names: ["external ref", "lease id", "contract number", "lease ref", "agreement number"] }),
  billFromOn: optional(date, { label: "Bill from", help: "This month when left out; what was owed before comes with the opening balances", example: "2026-12-01", names: ["billing start", "bill from on", "first billing date"] }),
};

export type LeaseDraft = Draft<typeof fields>;
type Row = DraftRow<LeaseDraft>;

const noteOf = (field: string, value: string, message: string): RowNote => ({ field, value, message });

const findUnits = {
  name: "",
  text: `select u.id, u.property_id as "propertyId", lower(u.label) as label, u.status, u.currency
    from units u where u.agency_id = $1 and u.property_id = any($2::uuid[]) and (u.label = any($3::text[]) or lower(u.label) = any($4::text[]))`,
};
type UnitFacts = { id: string; propertyId: string; label: string; status: string; currency: string };

const findLeases = {
  name: "",
  text: `select l.id, l.number, l.unit_id as "unitId", l.reference, l.external_ref as "externalRef", l.start_on as "startOn", l.end_on as "endOn",
      coalesce(l.ended_on, l.move_out_on, l.end_on) as "lastOn", l.rent_minor as "rentMinor", l.currency, l.status
    from leases l
    where l.agency_id = $1 and l.status <> 'cancelled'
      and (l.unit_id = any($2::uuid[]) or l.reference = any($3::text[]) or l.external_ref = any($4::text[]))
    order by l.start_on`,
};
type LeaseFacts = { id: string; number: number; unitId: string; reference: string; externalRef: string | null; startOn: string; endOn: string | null; lastOn: string | null; rentMinor: number; currency: string; status: string };

/** What a batch of rows refers to. */
type Surroundings = {
  unitOf: (row: Row) => UnitFacts | RowNote;
  leases: readonly LeaseFacts[];
  tenants: TenantFinder;
  /** Days of units that earlier rows of the batch take. */
  taken: { unitId: string; startOn: string; lastOn: string | null; rowNo: number }[];
};

async function readSurroundings(run: ImportRun, sql: Sql, rows: readonly Row[]): Promise<Surroundings> {
  const { agencyId } = run.ctx;
  const properties = await findProperties(run, sql, rows.map(({ draft }) => draft.property));
  const labels = [...new Set(rows.map(({ draft }) => draft.unit))];
  const units = await sql<UnitFacts>(findUnits, agencyId, properties.ids, labels, labels.map((label) => label.toLowerCase()));
  const byPlace = new Map(units.map((unit) => [`${unit.propertyId}|${unit.label}`, unit]));
  const references = rows.flatMap(({ draft }) => draft.reference ?? []);
  const externalRefs = rows.flatMap(({ draft }) => draft.externalRef ?? []);
  const leases = await sql<LeaseFacts>(findLeases, agencyId, units.map(({ id }) => id), references, externalRefs);
  const tenants = await findTenants(run, sql, rows.map(({ draft }) => draft));
  const unitOf = ({ draft }: Row): UnitFacts | RowNote => {
    const property = properties.of(draft.property);
    if ("problem" in property) return noteOf("property", draft.property, property.problem);
    const unit = byPlace.get(`${property.id}|${draft.unit.toLowerCase()}`);
    if (unit === undefined) return noteOf("unit", draft.unit, "the property has no such unit; import the units first");
    return unit.status === "archived" ? noteOf("unit", draft.unit, "this unit is archived; make it available first") : unit;
  };
  return { unitOf, leases, tenants, taken: [] };
}

/** The lease that a row describes, when it is there already. */
function existingOf({ draft }: Row, unit: UnitFacts, leases: readonly LeaseFacts[]): LeaseFacts | undefined {
  if (draft.externalRef !== null) return leases.find(({ externalRef }) => externalRef === draft.externalRef);
  if (draft.reference !== null) return leases.find(({ reference }) => reference === draft.reference);
  return leases.find(({ unitId, startOn }) => unitId === unit.id && startOn === draft.startOn);
}

/** What an import does not do to a lease that is there: its changes have days and consequences, so they are amendments. */
function differencesOf({ draft }: Row, unit: UnitFacts, lease: LeaseFacts): RowNote[] {
  const money = draft.currency ?? lease.currency;
  const differing: (RowNote | false)[] = [
    lease.unitId !== unit.id && noteOf("unit", draft.unit, `lease ${lease.number} is on another unit`),
    lease.startOn !== draft.startOn && noteOf("startOn", draft.startOn, `lease ${lease.number} started on ${lease.startOn}`),
    draft.endOn !== null && lease.endOn !== draft.endOn && noteOf("endOn", draft.endOn, `lease ${lease.number} ends ${lease.endOn ?? "with notice"}; renew or amend it`),
    (lease.rentMinor !== draft.rent || lease.currency !== money) &&
      noteOf("rent", formatDecimalAmount(draft.rent, money), `the rent of lease ${lease.number} is ${formatDecimalAmount(lease.rentMinor, lease.currency)} ${lease.currency}; amend it`),
  ];
  return differing.filter((note) => note !== false);
}

function overlaps(left: { startOn: string; lastOn: string | null }, right: { startOn: string; lastOn: string | null }): boolean {
  return (right.lastOn === null || left.startOn <= right.lastOn) && (left.lastOn === null || right.startOn <= left.lastOn);
}

function problemsOf(run: ImportRun, { draft, rowNo }: Row, unit: UnitFacts, { leases, taken }: Surroundings): RowNote[] {
  const { startOn, endOn } = draft;
  const days = { startOn, lastOn: endOn };
  if (endOn !== null && endOn < startOn) return [noteOf("endOn", endOn, "the lease must not end before it starts")];
  const problems: RowNote[] = [];
  if (draft.billFromOn !== null && draft.billFromOn < startOn) problems.push(noteOf("billFromOn", draft.billFromOn, "billing must not begin before the lease"));
  const inTheWay = leases.find((lease) => lease.unitId === unit.id && ["active", "notice", "ended"].includes(lease.status) && overlaps(days, lease));
  if (inTheWay) problems.push(noteOf("unit", draft.unit, `the unit is let on these days: lease ${inTheWay.number} runs from ${inTheWay.startOn} ${inTheWay.lastOn === null ? "without an end" : `until ${inTheWay.lastOn}`}`));
  const rival = taken.find((other) => other.unitId === unit.id && overlaps(days, other));
  if (rival) problems.push(noteOf("unit", draft.unit, `row ${rival.rowNo} lets this unit on the same days`));
  for (const field of ["reference", "externalRef"] as const) {
    const value = draft[field];
    const first = value === null ? rowNo : run.seen.first(`${field} ${value}`, rowNo);
    if (value !== null && first !== rowNo) problems.push(noteOf(field, value, `row ${first} has this too; give each lease its own`));
  }
  return problems;
}

function warnOf(run: ImportRun, { draft, rowNo, warnings }: Row, unit: UnitFacts, taken: Surroundings["taken"]): void {
  const first = run.seen.first(`unit ${unit.id}`, rowNo);
  if (first !== rowNo && !taken.some((other) => other.rowNo === first)) warnings.push(noteOf("unit", draft.unit, `row ${first} lets this unit too; only one of them is taken where their days overlap`));
  if (draft.endOn !== null && draft.endOn < agencyToday(run.ctx)) warnings.push(noteOf("endOn", draft.endOn, "the term is over; leave the end empty if the tenant has stayed"));
  if (unit.status === "unrentable") warnings.push(noteOf("unit", draft.unit, "the unit is marked as not rentable"));
}

function planRow(run: ImportRun, row: Row, surroundings: Surroundings): { report: RowReport; lease?: NewLease } {
  const unit = surroundings.unitOf(row);
  if (!("id" in unit)) return { report: refuseRow(row, unit) };
  const { draft, rowNo } = row;
  const existing = existingOf(row, unit, surroundings.leases);
  if (existing !== undefined) {
    const differences = differencesOf(row, unit, existing);
    return { report: differences.length === 0 ? sameRow(row, existing.id) : refuseRow(row, ...differences) };
  }
  const problems = problemsOf(run, row, unit, surroundings);
  if (problems.length > 0) return { report: refuseRow(row, ...problems) };
  const tenant: Tenant | RowNote = surroundings.tenants.of(draft, row.warnings);
  if (!("contactId" in tenant)) return { report: refuseRow(row, tenant) };
  warnOf(run, row, unit, surroundings.taken);
  surroundings.taken.push({ unitId: unit.id, startOn: draft.startOn, lastOn: draft.endOn, rowNo });
  const id = newId();
  const money = draft.currency ?? unit.currency;
  const shown = { ...draft, rent: formatDecimalAmount(draft.rent, money), deposit: draft.deposit === null ? null : formatDecimalAmount(draft.deposit, money) };
  return { report: createRow(row, id, shown), lease: { id, rowNo, draft, unitId: unit.id, propertyId: unit.propertyId, currency: money, tenant } };
}

export const leasePlan: KindPlan<typeof fields> = {
  fields,
  labelOf: (draft) => `${draft.property} ${draft.unit}`,
  missingIn: (mapped) =>
    ["tenantName", "tenantEmail", "tenantPhone"].some((name) => mapped.has(name)) ? undefined : "choose a column that names the tenant: the name, the e-mail or the phone",
  // An earlier row's lease is in the database by now, on its unit and with its reference.
  note: () => {},
  plan: async (run, sql, rows) => {
    const surroundings = await readSurroundings(run, sql, rows);
    const planned = rows.map((row) => planRow(run, row, surroundings));
    const leases = planned.flatMap(({ lease }) => lease ?? []);
    return { reports: planned.map(({ report }) => report), write: (tx) => writeLeases(tx, run, leases) };
  },
};
