import type { BroadcastDto } from "@stead/contracts/messages";
import { formatCount, formatDay, moneyText } from "../../lib/format.ts";
import { leaseStatuses } from "../../messages/en/lease-statuses.ts";
import { messages as text } from "../../messages/en/messages.ts";
import { portfolio } from "../../messages/en/portfolio.ts";

const { draft: _draft, cancelled: _cancelled, ...statuses } = leaseStatuses;

/** Leases whose tenants can be written to, in words. */
export const audienceStatuses = statuses;

/** Whom a broadcast is for, as facts in words. */
export function audienceOf({
  filter,
  properties,
  perMinute,
}: BroadcastDto): { term: string; value: string }[] {
  const { minBalance, minDaysOverdue } = filter;
  const fact = (term: string, value: string | undefined) => (value ? [{ term, value }] : []);
  return [
    ...fact(text.leaseStatus, filter.leaseStatuses.map((status) => statuses[status]).join(", ")),
    ...fact(text.properties, properties.map(({ name }) => name).join(", ")),
    ...fact(text.cities, filter.cities?.join(", ")),
    ...fact(text.unitKinds, filter.unitKinds?.map((kind) => portfolio.unitKinds[kind]).join(", ")),
    ...fact(text.minDaysOverdue, minDaysOverdue === undefined ? undefined : formatCount(minDaysOverdue)),
    ...fact(text.minBalance, minBalance && moneyText(minBalance.amountMinor, minBalance.currency)),
    ...(["startsFrom", "startsTo", "endsFrom", "endsBefore"] as const).flatMap((day) =>
      fact(text[day], filter[day] && formatDay(filter[day])),
    ),
    ...fact(text.perMinute, perMinute === null ? undefined : formatCount(perMinute)),
  ];
}
