import type { SplitCollectionDto } from "@stead/contracts/collecting";
import type { SplitPortalPaymentInput } from "@stead/contracts/portal";
import { splitCollection } from "../collecting/index.ts";
import { readOne, requireFound } from "../context/index.ts";
import { readAccount } from "../rails/index.ts";
import { allowing, requireOwnLease, type PortalVerb } from "./queries.ts";

const currencyOf = {
  name: "portal_lease_currency",
  text: "select currency from leases where agency_id = $1 and id = $2",
};

/** In how many parts an amount is asked for by an account, and why. Throws NOT_FOUND for another's lease. */
export async function splitPayment({
  ctx,
  input,
}: PortalVerb<SplitPortalPaymentInput>): Promise<SplitCollectionDto> {
  const leaseId = requireOwnLease(ctx, input.leaseId);
  const [{ rail }, lease] = await Promise.all([
    readAccount(ctx.db.sql, ctx, input.railAccountId),
    readOne<{ currency: string }>(ctx.db.sql, currencyOf, ctx.agencyId, leaseId),
  ]);
  const { currency } = requireFound(lease, "lease of yours");
  const { amountMinor } = input;
  return splitCollection({ ctx: allowing(ctx, "payments:read"), input: { rail, currency, amountMinor } });
}
