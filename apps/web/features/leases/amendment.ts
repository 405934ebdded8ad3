import type { LeaseDto, LeaseItemField, PreviewScheduleInput, ScheduleDto } from "@stead/contracts/leases";
import { shiftDays } from "../../lib/days.ts";
import { itemFields, type ItemValues } from "./lease-form.ts";

export type AmendValues = {
  effectiveOn: string | null;
  rentMinor: number | null;
  endOn: string | null;
  dueDay: number | null;
  addItems: ItemValues[];
  endItemIds: string[];
};

/** The terms that differ from the lease's. */
function amendedFields(lease: LeaseDto, { rentMinor, endOn, dueDay }: AmendValues) {
  return {
    ...(rentMinor !== null && rentMinor !== lease.rentMinor && { rentMinor }),
    ...(endOn !== lease.endOn && { endOn }),
    ...(dueDay !== null && dueDay !== lease.dueDay && { dueDay }),
  };
}

export function isAmended(lease: LeaseDto, values: AmendValues): boolean {
  return (
    Object.keys(amendedFields(lease, values)).length > 0 ||
    values.endItemIds.length > 0 ||
    itemFields(values.addItems).length > 0
  );
}

/** All of the amendment that does not depend on its day and reason. */
export function amendmentInput(lease: LeaseDto, values: AmendValues) {
  return {
    id: lease.id,
    version: lease.version,
    ...amendedFields(lease, values),
    addItems: itemFields(values.addItems),
    endItemIds: values.endItemIds,
  };
}

function keptItem({
  kind,
  description,
  amountMinor,
  taxPpm,
  frequency,
  fromOn,
  toOn,
}: LeaseDto["items"][number]): LeaseItemField {
  return { kind, description, amountMinor, taxPpm, frequency, fromOn, toOn };
}

/**
 * The two questions whose schedules together are the lease after the amendment: the old terms until the day before,
 * and the new ones from the day on. `periodStart` is the first day of the period that the day is in.
 */
export function amendmentPreviews(
  lease: LeaseDto,
  values: AmendValues & { effectiveOn: string },
  periodStart: string,
): { old: PreviewScheduleInput | null; next: PreviewScheduleInput } {
  const { effectiveOn } = values;
  const { startOn, currency, dueDay, prorationMethod, billingAnchor } = lease;
  const others = lease.items.filter(({ kind }) => kind !== "rent");
  const shared = {
    startOn,
    currency,
    prorationMethod,
    billingAnchor,
    prorateOn: "first" as const,
    depositMinor: 0,
    months: 12,
  };
  const old = {
    ...shared,
    endOn: shiftDays(effectiveOn, -1),
    rentMinor: lease.rentMinor,
    dueDay,
    billFromOn: periodStart,
    items: others.map(keptItem),
  };
  const next = {
    ...shared,
    endOn: values.endOn,
    rentMinor: values.rentMinor ?? lease.rentMinor,
    dueDay: values.dueDay ?? dueDay,
    billFromOn: effectiveOn,
    items: [
      ...others.filter(({ id }) => !values.endItemIds.includes(id)).map(keptItem),
      ...itemFields(values.addItems).map((item) => ({ ...item, fromOn: effectiveOn })),
    ],
  };
  return { old: periodStart < effectiveOn ? old : null, next };
}

export type MonthComparison = { month: string; beforeMinor: number; afterMinor: number };

/**
 * What each month charges before and after, for the months that the amendment touches. Months that are billed already
 * are left out: their difference is settled at once, in amounts that the API reckons.
 */
export function compareMonths(
  before: ScheduleDto["charges"],
  after: ScheduleDto["charges"],
): MonthComparison[] {
  const months = new Map<string, MonthComparison>();
  const at = (dueOn: string) => {
    const month = dueOn.slice(0, 7);
    const found = months.get(month) ?? { month, beforeMinor: 0, afterMinor: 0 };
    months.set(month, found);
    return found;
  };
  for (const { dueOn, netMinor, taxMinor } of before) at(dueOn).beforeMinor += netMinor + taxMinor;
  for (const { dueOn, netMinor, taxMinor } of after) at(dueOn).afterMinor += netMinor + taxMinor;
  for (const { dueOn, invoiceId } of before) if (invoiceId !== null) months.delete(dueOn.slice(0, 7));
  return [...months.values()].toSorted((a, b) => (a.month < b.month ? -1 : 1));
}
