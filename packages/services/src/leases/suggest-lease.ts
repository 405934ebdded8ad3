import { leaseSuggestions } from "@stead/cache/keys/reads";
import type { LeaseSuggestionDto, SuggestLeaseInput } from "@stead/contracts/leases";
import { today } from "@stead/kernel/clock";
import { addDays, maxDate } from "@stead/kernel/dates";
import { formatMoney } from "@stead/kernel/money";
import type { z } from "zod";
import { cachedRead, requirePermission, type Verb } from "../context/index.ts";
import { readUnitFacts, requireContacts } from "./queries.ts";
import { defaultDeposit, endOfTerm } from "./rules.ts";

const lastLease = {
  name: "lease_of_unit",
  text: `select l.id as "leaseId", l.number, l.contact_id as "contactId", t.name as "tenantName", l.rent_minor as "rentMinor", l.currency,
      coalesce(l.ended_on, l.move_out_on, l.end_on) as "endOn"
    from leases l join contacts t on t.agency_id = $1 and t.id = l.contact_id
    where l.agency_id = $1 and l.unit_id = $2 and l.status in ('active', 'notice', 'ended')
    order by l.start_on desc limit 1`,
};
type LastLease = {
  leaseId: string;
  number: number;
  contactId: string;
  tenantName: string;
  rentMinor: number;
  currency: string;
  endOn: string | null;
};

/** `readSuggestion`, kept for two minutes at most and never longer than its data. */
export const suggestLease = cachedRead(leaseSuggestions, readSuggestion);

/**
 * What a new lease of the unit would be, and why: its days after the present lease, its rent from the unit, the rest
 * from the agency's policies. `conflict` names the lease that still runs or has no end. Writes nothing.
 */
async function readSuggestion({
  ctx,
  input,
}: Verb<z.infer<typeof SuggestLeaseInput>>): Promise<LeaseSuggestionDto> {
  requirePermission(ctx, "leases:read");
  const unit = await readUnitFacts(ctx.db, ctx, input.unitId);
  if (input.contactId !== undefined) await requireContacts(ctx.db, ctx, [input.contactId]);
  const [last] = await ctx.db.sql<LastLease>(lastLease, ctx.agencyId, unit.id);
  const { defaultDepositMonths, defaultDueDay, defaultProrationMethod } = ctx.agency.policies;
  const now = today(ctx.clock, unit.timeZone);
  const isRenewal =
    last !== undefined && last.contactId === input.contactId && last.currency === unit.currency;
  const isTaken = last !== undefined && (last.endOn === null || last.endOn >= now);
  const startOn = last?.endOn == null ? now : maxDate(now, addDays(last.endOn, 1));
  const rentMinor = isRenewal ? last.rentMinor : unit.marketRentMinor;
  const depositMinor = defaultDeposit(rentMinor, defaultDepositMonths, unit.currency);
  return {
    unitId: unit.id,
    unitLabel: unit.label,
    propertyName: unit.propertyName,
    startOn,
    endOn: endOfTerm(startOn, 1),
    currency: unit.currency,
    rentMinor,
    depositMinor,
    dueDay: defaultDueDay,
    prorationMethod: defaultProrationMethod,
    reasons: {
      startOn:
        last === undefined || startOn === now
          ? "today where the property is"
          : `the day after lease ${last.number} ends`,
      endOn: "a year, the usual term",
      currency: "the currency of the unit's rent",
      rentMinor: isRenewal
        ? `what the tenant pays under lease ${last.number}`
        : `the market rent of the unit: ${formatMoney(unit.marketRentMinor, unit.currency)}`,
      depositMinor: `${defaultDepositMonths} ${defaultDepositMonths === 1 ? "month" : "months"} of rent by the agency's policy`,
      dueDay: "the agency's usual due day",
      prorationMethod: "the agency's usual method",
    },
    conflict: isTaken
      ? { leaseId: last.leaseId, number: last.number, tenantName: last.tenantName, endOn: last.endOn }
      : null,
  };
}
