import type { PreviewScheduleInput, ScheduleDto, ScheduledChargeDto } from "@stead/contracts/leases";
import { addDays, addMonths, maxDate, monthStart } from "@stead/kernel/dates";
import { formatMoney } from "@stead/kernel/money";
import { planCharges, type LeaseTerms, type PlannedCharge } from "../billing/index.ts";
import { requirePermission, type Verb } from "../context/index.ts";
import { rentItem, requireTerm, scheduleItems } from "./rules.ts";

/** The charges that a lease as typed would make in its first months, each with its arithmetic. Reads and writes nothing. */
export function previewSchedule({ ctx, input }: Verb<PreviewScheduleInput>): Promise<ScheduleDto> {
  requirePermission(ctx, "leases:read");
  requireTerm(input);
  const { startOn, endOn, currency, rentMinor, dueDay, prorationMethod, prorateOn, billingAnchor } = input;
  const billFromOn = maxDate(startOn, input.billFromOn ?? startOn);
  const items = [
    ...(rentMinor > 0 ? [rentItem({ rentMinor, fromOn: startOn })] : []),
    ...scheduleItems(input.items, { fromOn: startOn }),
  ];
  const terms: LeaseTerms = {
    startOn,
    lastOn: endOn,
    currency,
    billFromOn,
    occupiedFromOn: startOn,
    dueDay,
    prorationMethod,
    prorateOn,
    billingAnchor,
    items,
  };
  const planned = planCharges(terms, {
    from: billFromOn,
    to: addDays(addMonths(monthStart(billFromOn), input.months), -1),
  });
  const charges = planned.map((charge) => ({ ...toScheduled(charge), itemId: null }));
  return Promise.resolve({ currency, charges: [...depositCharge(input, billFromOn), ...charges] });
}

function depositCharge(
  { depositMinor, currency }: PreviewScheduleInput,
  dueOn: string,
): ScheduledChargeDto[] {
  if (depositMinor === 0) return [];
  const explanation = {
    rule: "the agreed deposit",
    steps: [`${formatMoney(depositMinor, currency)} by the terms of the lease`],
  };
  return [
    {
      itemId: null,
      kind: "deposit",
      description: "Deposit",
      periodStart: dueOn,
      periodEnd: dueOn,
      dueOn,
      netMinor: depositMinor,
      taxMinor: 0,
      isProrated: false,
      explanation,
      invoiceId: null,
    },
  ];
}

/** A planned charge as people see it, with the invoice that billed it. */
export function toScheduled(charge: PlannedCharge, invoiceId: string | null = null): ScheduledChargeDto {
  const {
    itemId,
    kind,
    description,
    periodStart,
    periodEnd,
    dueOn,
    netMinor,
    taxMinor,
    isProrated,
    explanation,
  } = charge;
  return {
    itemId,
    kind,
    description,
    periodStart,
    periodEnd,
    dueOn,
    netMinor,
    taxMinor,
    isProrated,
    explanation,
    invoiceId,
  };
}
