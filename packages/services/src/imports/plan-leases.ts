import { newId } from "@stead/kernel/ids";
import { formatDecimalAmount } from "@stead/kernel/money";
import { agencyToday } from "../context/index.ts";
import { leaseFields } from "./describe-lease-fields.ts";
import {
  readSurroundings,
  type LeaseFacts,
  type LeaseRow,
  type Surroundings,
  type UnitFacts,
} from "./find-surroundings.ts";
import type { Tenant } from "./find-tenants.ts";
import { createRow, refuseRow, sameRow, type ImportRun, type KindPlan, type RowReport } from "./plan-rows.ts";
import type { RowNote } from "./read-row.ts";
import { writeLeases, type NewLease } from "./write-leases.ts";

const noteOf = (field: string, value: string, message: string): RowNote => ({ field, value, message });

/** The lease that a row describes, when it is there already. */
function existingOf(
  { draft }: LeaseRow,
  unit: UnitFacts,
  leases: readonly LeaseFacts[],
): LeaseFacts | undefined {
  if (draft.externalRef !== null) return leases.find(({ externalRef }) => externalRef === draft.externalRef);
  if (draft.reference !== null) return leases.find(({ reference }) => reference === draft.reference);
  return leases.find(({ unitId, startOn }) => unitId === unit.id && startOn === draft.startOn);
}

/** What an import does not do to a lease that is there: its changes have days and consequences, so they are amendments. */
function differencesOf({ draft }: LeaseRow, unit: UnitFacts, lease: LeaseFacts): RowNote[] {
  const money = draft.currency ?? lease.currency;
  const differing: (RowNote | false)[] = [
    lease.unitId !== unit.id && noteOf("unit", draft.unit, `lease ${lease.number} is on another unit`),
    lease.startOn !== draft.startOn &&
      noteOf("startOn", draft.startOn, `lease ${lease.number} started on ${lease.startOn}`),
    draft.endOn !== null &&
      lease.endOn !== draft.endOn &&
      noteOf(
        "endOn",
        draft.endOn,
        `lease ${lease.number} ends ${lease.endOn ?? "with notice"}; renew or amend it`,
      ),
    (lease.rentMinor !== draft.rent || lease.currency !== money) &&
      noteOf(
        "rent",
        formatDecimalAmount(draft.rent, money),
        `the rent of lease ${lease.number} is ${formatDecimalAmount(lease.rentMinor, lease.currency)} ${lease.currency}; amend it`,
      ),
  ];
  return differing.filter((note) => note !== false);
}

function overlaps(
  left: { startOn: string; lastOn: string | null },
  right: { startOn: string; lastOn: string | null },
): boolean {
  return (
    (right.lastOn === null || left.startOn <= right.lastOn) &&
    (left.lastOn === null || right.startOn <= left.lastOn)
  );
}

function problemsOf(
  run: ImportRun,
  { draft, rowNo }: LeaseRow,
  unit: UnitFacts,
  { leases, taken }: Surroundings,
): RowNote[] {
  const { startOn, endOn } = draft;
  const days = { startOn, lastOn: endOn };
  if (endOn !== null && endOn < startOn)
    return [noteOf("endOn", endOn, "the lease must not end before it starts")];
  const problems: RowNote[] = [];
  if (draft.billFromOn !== null && draft.billFromOn < startOn)
    problems.push(noteOf("billFromOn", draft.billFromOn, "billing must not begin before the lease"));
  const inTheWay = leases.find(
    (lease) =>
      lease.unitId === unit.id &&
      ["active", "notice", "ended"].includes(lease.status) &&
      overlaps(days, lease),
  );
  if (inTheWay)
    problems.push(
      noteOf(
        "unit",
        draft.unit,
        `the unit is let on these days: lease ${inTheWay.number} runs from ${inTheWay.startOn} ${inTheWay.lastOn === null ? "without an end" : `until ${inTheWay.lastOn}`}`,
      ),
    );
  const rival = taken.find((other) => other.unitId === unit.id && overlaps(days, other));
  if (rival) problems.push(noteOf("unit", draft.unit, `row ${rival.rowNo} lets this unit on the same days`));
  for (const field of ["reference", "externalRef"] as const) {
    const value = draft[field];
    const first = value === null ? rowNo : run.seen.first(`${field} ${value}`, rowNo);
    if (value !== null && first !== rowNo)
      problems.push(noteOf(field, value, `row ${first} has this too; give each lease its own`));
  }
  return problems;
}

function warnOf(
  run: ImportRun,
  { draft, rowNo, warnings }: LeaseRow,
  unit: UnitFacts,
  taken: Surroundings["taken"],
): void {
  const first = run.seen.first(`unit ${unit.id}`, rowNo);
  if (first !== rowNo && !taken.some((other) => other.rowNo === first))
    warnings.push(
      noteOf(
        "unit",
        draft.unit,
        `row ${first} lets this unit too; only one of them is taken where their days overlap`,
      ),
    );
  if (draft.endOn !== null && draft.endOn < agencyToday(run.ctx))
    warnings.push(
      noteOf("endOn", draft.endOn, "the term is over; leave the end empty if the tenant has stayed"),
    );
  if (unit.status === "unrentable")
    warnings.push(noteOf("unit", draft.unit, "the unit is marked as not rentable"));
}

function planRow(
  run: ImportRun,
  row: LeaseRow,
  surroundings: Surroundings,
): { report: RowReport; lease?: NewLease } {
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
  const shown = {
    ...draft,
    rent: formatDecimalAmount(draft.rent, money),
    deposit: draft.deposit === null ? null : formatDecimalAmount(draft.deposit, money),
  };
  return {
    report: createRow(row, id, shown),
    lease: { id, rowNo, draft, unitId: unit.id, propertyId: unit.propertyId, currency: money, tenant },
  };
}

export const leasePlan: KindPlan<typeof leaseFields> = {
  fields: leaseFields,
  labelOf: (draft) => `${draft.property} ${draft.unit}`,
  missingIn: (mapped) =>
    ["tenantName", "tenantEmail", "tenantPhone"].some((name) => mapped.has(name))
      ? undefined
      : "choose a column that names the tenant: the name, the e-mail or the phone",
  // An earlier row's lease is in the database by now, on its unit and with its reference.
  note: () => {},
  plan: async (run, sql, rows) => {
    const surroundings = await readSurroundings(run, sql, rows);
    const planned = rows.map((row) => planRow(run, row, surroundings));
    const leases = planned.flatMap(({ lease }) => lease ?? []);
    return { reports: planned.map(({ report }) => report), write: (tx) => writeLeases(tx, run, leases) };
  },
};
