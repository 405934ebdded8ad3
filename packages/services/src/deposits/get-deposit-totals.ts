import type { DepositTotalsDto, DepositTotalsInput } from "@stead/contracts/deposits";
import { readSums, requirePermission, type Verb } from "../context/index.ts";
import { depositLeases } from "./list-deposits.ts";

const textOf = (where: string) => `with held as (
    select lease_id, sum(amount_minor) as amount from deposit_movements
    where agency_id = $1 and kind not in ('invoiced', 'uninvoiced') group by lease_id
  ), listed as (
    select l.currency, l.status, l.deposit_minor as agreed, coalesce(held.amount, 0) as held
    from leases l left join held on held.lease_id = l.id where ${where}
  )
  select currency, count(*)::int as "leaseCount", sum(agreed)::bigint as "agreedMinor", sum(held)::bigint as "heldMinor",
    sum(case when status = 'ended' then 0 else greatest(agreed - held, 0) end)::bigint as "missingMinor"
  from listed group by currency order by currency`;

/** What is agreed, missing and held over all leases that the list of deposits would show, by currency, in minor units. */
export async function getDepositTotals({ ctx, input }: Verb<DepositTotalsInput>): Promise<DepositTotalsDto> {
  requirePermission(ctx, "leases:read");
  return readSums<DepositTotalsDto[number]>(ctx, {
    name: "deposits_totals",
    where: depositLeases(ctx, input),
    text: textOf,
  });
}
