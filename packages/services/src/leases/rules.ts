import type { AmendLeaseInput, LeaseItemField } from "@stead/contracts/leases";
import { billingUnitMinor } from "@stead/kernel/currencies";
import { addDays, addMonths, type CivilDate } from "@stead/kernel/dates";
import { AppError, invalidField } from "@stead/kernel/errors";
import { newId } from "@stead/kernel/ids";
import { formatMoney, multiplyRatio } from "@stead/kernel/money";
import type { LeaseTerms, ScheduleItem } from "../billing/index.ts";

export type LeaseStatus = "draft" | "pending_signature" | "active" | "notice" | "ended" | "cancelled";

/** What the item of the rent is called; amendments continue it under the same name. */
const rentDescription = "Rent";

/** Throws PRECONDITION unless the lease is in one of the states in which `act` is possible. */
export function requireStatus(
  lease: { id: string; status: LeaseStatus },
  allowed: readonly LeaseStatus[],
  act: string,
): void {
  if (!allowed.includes(lease.status)) {
    throw new AppError(
      "PRECONDITION",
      `${act} is not possible while the lease is ${lease.status.replace("_", " ")}`,
      { leaseId: lease.id, status: lease.status },
    );
  }
}

/** Throws INVALID when a term ends before it starts. */
export function requireTerm({ startOn, endOn }: { startOn: CivilDate; endOn: CivilDate | null }): void {
  if (endOn !== null && endOn < startOn)
    throw invalidField("endOn", "after_start", "the lease must not end before it starts");
}

/** The deposit of a new lease: so many months of rent, rounded to what the currency bills. Minor units. */
export function defaultDeposit(rentMinor: number, months: number, currency: string): number {
  return multiplyRatio(rentMinor, Math.round(months * 1_000), 1_000, billingUnitMinor(currency));
}

/** The item that charges the rent. */
export function rentItem({
  rentMinor,
  fromOn,
  toOn = null,
}: {
  rentMinor: number;
  fromOn: CivilDate;
  toOn?: CivilDate | null;
}): ScheduleItem {
  return {
    id: newId(),
    kind: "rent",
    description: rentDescription,
    amountMinor: rentMinor,
    taxPpm: 0,
    frequency: "monthly",
    fromOn,
    toOn,
  };
}

/** Items as typed, made whole: they run from the lease's first day unless said. Throws INVALID with the field's path. */
export function scheduleItems(
  fields: readonly LeaseItemField[],
  { fromOn, path = "items" }: { fromOn: CivilDate; path?: string },
): ScheduleItem[] {
  return fields.map((field, index) => {
    const at = `${path}.${index}`;
    if (field.kind === "rent")
      throw invalidField(`${at}.kind`, "not_rent", "the rent has a field of its own");
    if ((field.kind === "concession") !== field.amountMinor < 0) {
      throw invalidField(
        `${at}.amountMinor`,
        "sign",
        "a concession is an amount below zero; every other amount is above",
      );
    }
    if (field.amountMinor === 0)
      throw invalidField(`${at}.amountMinor`, "not_zero", "the amount must not be zero");
    const item = {
      ...field,
      id: newId(),
      kind: field.kind,
      fromOn: field.fromOn ?? fromOn,
      toOn: field.toOn,
    };
    if (item.fromOn < fromOn)
      throw invalidField(`${at}.fromOn`, "in_lease", `it must not begin before ${fromOn}`);
    if (item.toOn !== null && item.toOn < item.fromOn)
      throw invalidField(`${at}.toOn`, "after_start", "it must not end before it begins");
    return item;
  });
}

/** What is kept of a lease at each version: all that people can agree on. */
export type LeaseSnapshot = {
  status: LeaseStatus;
  startOn: CivilDate;
  endOn: CivilDate | null;
  noticeOn: CivilDate | null;
  moveOutOn: CivilDate | null;
  endedOn: CivilDate | null;
  currency: string;
  rentMinor: number;
  depositMinor: number;
  dueDay: number;
  prorationMethod: LeaseTerms["prorationMethod"];
  prorateOn: LeaseTerms["prorateOn"];
  billingAnchor: LeaseTerms["billingAnchor"];
  items: ScheduleItem[];
};

type Change = { field: string; before: string; after: string };

const labels: Record<Exclude<keyof LeaseSnapshot, "items" | "currency">, string> = {
  status: "Status",
  startOn: "Start",
  endOn: "End of the term",
  noticeOn: "Notice given",
  moveOutOn: "Move-out",
  endedOn: "Ended",
  rentMinor: "Rent",
  depositMinor: "Deposit",
  dueDay: "Due day",
  prorationMethod: "Proration",
  prorateOn: "Part month",
  billingAnchor: "Billing periods",
};

/** What one version changed, in words. */
export function describeChanges(before: LeaseSnapshot, after: LeaseSnapshot): Change[] {
  const changes: Change[] = [];
  for (const [field, label] of Object.entries(labels) as [keyof typeof labels, string][]) {
    if (before[field] !== after[field])
      changes.push({ field: label, before: shown(before, field), after: shown(after, field) });
  }
  const oldItems = new Map(before.items.map((item) => [item.id, item]));
  for (const item of after.items) {
    const old = oldItems.get(item.id);
    const [was, is] = [
      old === undefined ? "" : describeItem(old, before.currency),
      describeItem(item, after.currency),
    ];
    if (was !== is) changes.push({ field: item.description, before: was, after: is });
    oldItems.delete(item.id);
  }
  for (const item of oldItems.values())
    changes.push({ field: item.description, before: describeItem(item, before.currency), after: "" });
  return changes;
}

function shown(snapshot: LeaseSnapshot, field: keyof typeof labels): string {
  const value = snapshot[field];
  if (field === "rentMinor" || field === "depositMinor")
    return formatMoney(snapshot[field], snapshot.currency);
  return value === null ? "" : String(value).replaceAll("_", " ");
}

function describeItem({ amountMinor, frequency, fromOn, toOn }: ScheduleItem, currency: string): string {
  const until = toOn === null ? "" : ` until ${toOn}`;
  return `${formatMoney(amountMinor, currency)} ${frequency.replace("_", "-")} from ${fromOn}${until}`;
}

/** The last day of a term of whole years that starts on a day. */
export function endOfTerm(startOn: CivilDate, years: number): CivilDate {
  return addDays(addMonths(startOn, 12 * years), -1);
}

function runsOn(item: ScheduleItem, on: CivilDate): boolean {
  return item.fromOn <= on && (item.toOn === null || item.toOn >= on);
}

/** The rent that is charged on a day, in minor units; undefined while none is. */
export function rentInForce(items: readonly ScheduleItem[], on: CivilDate): number | undefined {
  return items.find((item) => item.kind === "rent" && runsOn(item, on))?.amountMinor;
}

/** The items after an amendment: those it ends close the day before, and what replaces them begins on the day. */
export function amendItems(
  items: readonly ScheduleItem[],
  {
    effectiveOn,
    rentMinor,
    addItems,
    endItemIds,
  }: Pick<AmendLeaseInput, "effectiveOn" | "rentMinor" | "addItems" | "endItemIds">,
): ScheduleItem[] {
  const dayBefore = addDays(effectiveOn, -1);
  const close = (item: ScheduleItem): ScheduleItem => ({
    ...item,
    toOn: item.fromOn > dayBefore ? addDays(item.fromOn, -1) : dayBefore,
  });
  for (const [index, id] of endItemIds.entries()) {
    const item = items.find((other) => other.id === id);
    if (item === undefined || (item.toOn !== null && item.toOn < effectiveOn))
      throw invalidField(`endItemIds.${index}`, "running", "this amount does not run on that day");
    if (item.kind === "rent")
      throw invalidField(`endItemIds.${index}`, "not_rent", "change the rent instead of ending it");
  }
  const kept = items.map((item) => (endItemIds.includes(item.id) ? close(item) : item));
  return [
    ...(rentMinor === undefined ? kept : changeRent(kept, { effectiveOn, rentMinor, close })),
    ...scheduleItems(addItems, { fromOn: effectiveOn, path: "addItems" }),
  ];
}

type RentChange = { effectiveOn: CivilDate; rentMinor: number; close: (item: ScheduleItem) => ScheduleItem };

/** A rent that was agreed for a later day stays: the new one runs until then. */
function changeRent(
  items: readonly ScheduleItem[],
  { effectiveOn, rentMinor, close }: RentChange,
): ScheduleItem[] {
  const present = items.find((item) => item.kind === "rent" && runsOn(item, effectiveOn));
  if (present?.amountMinor === rentMinor) return [...items];
  const later = items
    .filter(
      (item) =>
        item.kind === "rent" && item.fromOn > effectiveOn && (item.toOn === null || item.toOn >= item.fromOn),
    )
    .map((item) => item.fromOn);
  const toOn =
    present === undefined
      ? later.length === 0
        ? null
        : addDays(later.toSorted()[0] ?? effectiveOn, -1)
      : present.toOn;
  const closed = items.map((item) => (item === present ? close(item) : item));
  return rentMinor === 0 ? closed : [...closed, rentItem({ rentMinor, fromOn: effectiveOn, toOn })];
}
