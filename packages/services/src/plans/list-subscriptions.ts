import type { Page } from "@stead/contracts/lists";
import { totalCap } from "@stead/contracts/lists";
import type { ListSubscriptionsInput, SubscriptionDto } from "@stead/contracts/plans";
import { keysetOf, pageOf } from "@stead/db/keyset";
import { levelOf, searchWords } from "../context/index.ts";
import type { Platform } from "./open-platform.ts";

type Row = Omit<SubscriptionDto, "level" | "price"> & {
  priceId: string | null;
  currency: string;
  amountMinor: number;
  interval: "month" | "year";
};

const shown = `a.id as "agencyId", a.name as "agencyName", coalesce(p.name, d.name) as "planName", coalesce(s.status, 'none') as status,
  s.period_ends_at as "periodEndsAt", s.trial_ends_at as "trialEndsAt", coalesce(s.cancels_at_end, false) as "cancelsAtEnd",
  s.customer_id as "customerId", r.id as "priceId", r.currency, r.amount_minor as "amountMinor", r.interval,
  (select count(*)::int from platform_events e where e.agency_id = a.id and e.state = 'failed') as "failedEvents"`;

const from = `agencies a left join subscriptions s on s.agency_id = a.id left join plans p on p.id = s.plan_id
  left join plan_prices r on r.id = s.price_id left join plans d on d.is_default and d.is_active and s.plan_id is null
  where ($1::text is null or coalesce(s.status, 'none') = $1) and lower(a.name) like all ($2::text[])`;

const order = {
  name: "name",
  direction: "asc",
  columns: [
    { expression: 'a.name collate "C"', type: "text" },
    { expression: "a.id", type: "uuid" },
  ],
} as const;

const countAll = {
  name: "subscriptions_count",
  text: `select count(*)::int as count from (select from ${from} limit ${totalCap + 1}) as agency`,
};

/** Every agency with what it is on, by name. For operators; the caller has checked that. */
export async function listSubscriptions({
  platform,
  input,
}: {
  platform: Platform | null;
  input: ListSubscriptionsInput;
}): Promise<Page<SubscriptionDto>> {
  if (platform === null) return { items: [], nextCursor: null, total: { count: 0, isCapped: false } };
  const { sql } = platform.system;
  const words = input.q === undefined ? ["%"] : searchWords(input.q);
  const filters = [input.status ?? null, words.length === 0 ? ["%"] : words];
  const keyset = keysetOf(order, input.cursor, filters.length + 2);
  const list = {
    name: `subscriptions_list_${keyset.name}`,
    text: `select ${shown} from ${from} and ${keyset.predicate} order by ${keyset.orderBy} limit $3`,
  };
  const [rows, counted] = await Promise.all([
    sql<Row>(list, ...filters, input.limit + 1, ...keyset.values),
    sql<{ count: number }>(countAll, ...filters),
  ]);
  const count = counted[0]?.count ?? 0;
  const { items, nextCursor } = pageOf(order, rows, input.limit, (row) => [row.agencyName, row.agencyId]);
  const total = { count: Math.min(count, totalCap), isCapped: count > totalCap };
  return { items: items.map(toDto), nextCursor, total };
}

function toDto({ priceId, currency, amountMinor, interval, ...row }: Row): SubscriptionDto {
  const price = priceId === null ? null : { id: priceId, currency, amountMinor, interval };
  return { ...row, level: levelOf(row.status), price };
}
