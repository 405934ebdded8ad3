import type { PlanAccountDto, ProviderPageDto } from "@stead/contracts/plans";
import { AppError } from "@stead/kernel/errors";
import { requirePermission, requireWholeAgency, type ServiceContext } from "../context/index.ts";
import { answered, requirePlatform, type Platform } from "./open-platform.ts";
import { readSubscription } from "./rows.ts";

type AccountVerb = { ctx: ServiceContext; platform: Platform | null };

/**
 * Invoices and payment method as the provider knows them, five minutes old at most; where it does not answer, what it
 * last said, with since when. For owners. Throws UNAVAILABLE for what was never known.
 */
export async function getAccount({ ctx, platform: given }: AccountVerb): Promise<PlanAccountDto> {
  requirePermission(ctx, "agency:write");
  requireWholeAgency(ctx);
  const platform = requirePlatform(given);
  const row = await readSubscription(platform.system.sql, ctx.agencyId);
  if (row === undefined) {
    const asOf = new Date(platform.clock.nowMs()).toISOString();
    return { invoices: [], paymentMethod: null, asOf, isStale: false };
  }
  const { value, asOfMs, isStale } = await platform.readCustomer(ctx.agencyId, row.customerId);
  return {
    invoices: [...value.invoices],
    paymentMethod: value.paymentMethod,
    asOf: new Date(asOfMs).toISOString(),
    isStale,
  };
}

/** Has the customer's data at hand before an owner asks: on sign-in. Nothing fails when the provider does not answer. */
export async function loadAccount(platform: Platform | null, agencyId: string): Promise<void> {
  if (platform === null) return;
  try {
    const row = await readSubscription(platform.system.sql, agencyId);
    if (row !== undefined) await platform.readCustomer(agencyId, row.customerId);
  } catch (error) {
    platform.log.debug({ error, agencyId }, "a customer was not asked for ahead");
  }
}

/** The provider's own page for invoices and cards; the link is made when it is wanted, because it is good for minutes. */
export async function openPortal({ ctx, platform: given }: AccountVerb): Promise<ProviderPageDto> {
  requirePermission(ctx, "agency:write");
  requireWholeAgency(ctx);
  const platform = requirePlatform(given);
  const row = await readSubscription(platform.system.sql, ctx.agencyId);
  if (row === undefined)
    throw new AppError("PRECONDITION", "the agency has paid nothing yet; choose a plan first");
  const request = { customerId: row.customerId, returnUrl: `${platform.publicUrl}/settings/plan` };
  return answered(await platform.billing.openPortal(request, { signal: patience(ctx) }));
}

/** How long the provider is given: as long as the caller waits. */
export const patience = ({ signal }: Pick<ServiceContext, "signal">): AbortSignal =>
  signal ?? AbortSignal.timeout(25_000);
