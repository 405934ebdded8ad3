import type { Page } from "@stead/contracts/lists";
import type { PaymentRowDto } from "@stead/contracts/payments";
import type { PortalListInput } from "@stead/contracts/portal";
import { listPayments as listAllPayments } from "../payments/index.ts";
import { allowing, requireOwnLease, type PortalVerb } from "./queries.ts";

/** The payments of one of the tenant's leases, newest first. Throws NOT_FOUND for another's lease. */
export async function listPayments({
  ctx,
  input,
}: PortalVerb<PortalListInput>): Promise<Page<PaymentRowDto>> {
  const leaseId = requireOwnLease(ctx, input.leaseId);
  return listAllPayments({
    ctx: allowing(ctx, "payments:read"),
    input: { ...input, leaseId, sort: "received" },
  });
}
