import type { LeaseScheduleInput, ScheduleDto } from "@stead/contracts/leases";
import { today } from "@stead/kernel/clock";
import { addDays, addMonths, maxDate, monthStart } from "@stead/kernel/dates";
import type { z } from "zod";
import { billedBy, planCharges, readBillableLease, readExistingCharges } from "../billing/index.ts";
import { requireFound, requirePermission, requirePropertyInScope, type Verb } from "../context/index.ts";
import { toScheduled } from "./preview-schedule.ts";

/** The charges of a lease that are due in some months from a day (this month's first when left out), and what billed them. */
export async function getSchedule({
  ctx,
  input,
}: Verb<z.infer<typeof LeaseScheduleInput>>): Promise<ScheduleDto> {
  requirePermission(ctx, "leases:read");
  const lease = requireFound(await readBillableLease(ctx.db.sql, ctx, input.id), "lease");
  requirePropertyInScope(ctx, lease.propertyId);
  const { terms } = lease;
  const from =
    input.fromOn ??
    maxDate(
      monthStart(today(ctx.clock, lease.timeZone)),
      monthStart(maxDate(terms.startOn, terms.billFromOn)),
    );
  const planned = planCharges(terms, { from, to: addDays(addMonths(from, input.months), -1) });
  const keys = planned.flatMap((charge) =>
    [charge, ...charge.earlier].map(({ itemId, periodStart }) => ({
      leaseId: lease.id,
      itemId,
      periodStart,
    })),
  );
  const invoiceOf = billedBy(await readExistingCharges(ctx.db.sql, ctx, keys));
  return {
    currency: lease.currency,
    charges: planned.map((charge) => toScheduled(charge, invoiceOf(lease.id, charge) ?? null)),
  };
}
