import type { LeaseDepositDto } from "@stead/contracts/deposits";
import type { Sql } from "@stead/db/client";
import { AppError } from "@stead/kernel/errors";
import { readOne, type ServiceContext } from "../context/index.ts";
import { freeOfApproval, type LeaseState } from "../payments/index.ts";

const paidBack = {
  name: "deposits_paid_back",
  text: `select
      coalesce((select sum(r.amount_minor) from refunds r where r.agency_id = $1 and r.lease_id = $2 and r.source = 'deposit'
        and not exists (select from refund_failures f where f.agency_id = $1 and f.refund_id = r.id)), 0)::bigint as "paidBackMinor",
      coalesce((select sum(d.amount_minor) from disbursements d where d.agency_id = $1 and d.lease_id = $2 and d.source = 'deposit'
        and d.state = 'awaiting_approval'), 0)::bigint as "waitingMinor"`,
};

export type DepositLimits = Pick<LeaseDepositDto, "waitingMinor" | "freeMinor">;

/**
 * What of a lease's deposit waits for a second person, and what one person alone may still pay back: parts of a large
 * refund do not pass one by one. Under the lease's lock nobody changes it meanwhile. Amounts in minor units.
 */
export async function readDepositLimits(
  sql: Sql,
  ctx: ServiceContext,
  { id, currency }: Pick<LeaseState, "id" | "currency">,
): Promise<DepositLimits> {
  const row = await readOne<{ paidBackMinor: number; waitingMinor: number }>(sql, paidBack, ctx.agencyId, id);
  const { paidBackMinor, waitingMinor } = row ?? { paidBackMinor: 0, waitingMinor: 0 };
  const limits = {
    limitMinor: ctx.agency.policies.refundApprovalAboveMinor,
    agencyCurrency: ctx.agency.currency,
  };
  return {
    waitingMinor,
    freeMinor: freeOfApproval(limits, { currency, paidBackMinor: paidBackMinor + waitingMinor }),
  };
}

/** Throws PRECONDITION for what one person alone may not pay back. */
export function requireFreeOfApproval(
  { freeMinor }: DepositLimits,
  { amountMinor }: { amountMinor: number },
): void {
  if (freeMinor === null || amountMinor > freeMinor)
    throw new AppError(
      "PRECONDITION",
      "a second person has to approve a refund of this size: ask for it, and pay it when it is approved",
      { freeMinor },
    );
}
