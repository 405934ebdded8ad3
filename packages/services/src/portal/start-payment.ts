import type { CollectionDto } from "@stead/contracts/collecting";
import type { StartPortalPaymentInput } from "@stead/contracts/portal";
import { startCollection } from "../collecting/index.ts";
import { instantNow, readOne } from "../context/index.ts";
import { allowing, readSlug, requireOwnLease, tooMany, type PortalVerb } from "./queries.ts";
import { mostPaymentsAnHour, portalPath, readPhoneField } from "./rules.ts";

const recent = {
  name: "portal_recent_attempts",
  text: `select count(*)::int as count from payment_attempts
    where agency_id = $1 and lease_id = any($2::uuid[]) and created_at > $3::timestamptz - interval '1 hour'`,
};
const ownPhone = {
  name: "portal_own_phone",
  text: "select phone from contacts where agency_id = $1 and id = $2",
};

/**
 * Asks the tenant for money of one of the own leases: a prompt on the own phone or another one, or a page for cards that
 * leads back to the portal. Throws NOT_FOUND for another's lease, INVALID for an amount that the rail cannot carry
 * (field `amountMinor`) and a bad phone (field `phone`), CONFLICT while a prompt is open on the phone, TOO_MANY.
 */
export async function startPayment({
  ctx,
  input,
}: PortalVerb<StartPortalPaymentInput>): Promise<CollectionDto> {
  const leaseId = requireOwnLease(ctx, input.leaseId);
  const { sql } = ctx.db;
  const [asked, own, slug] = await Promise.all([
    readOne<{ count: number }>(sql, recent, ctx.agencyId, ctx.leaseIds, instantNow(ctx)),
    readOne<{ phone: string | null }>(sql, ownPhone, ctx.agencyId, ctx.contactId),
    readSlug(sql, ctx.agencyId),
  ]);
  if ((asked?.count ?? 0) >= mostPaymentsAnHour)
    throw tooMany("too many payments were asked for; wait an hour, or pay by hand");
  const typed = input.phone === null || input.phone === "" ? null : input.phone;
  const phone = typed === null ? own?.phone : readPhoneField("phone", typed, ctx.agency.country);
  return startCollection({
    ctx: allowing(ctx, "payments:write"),
    input: { ...input, leaseId, phone: phone ?? null },
    returnPath: `${portalPath(slug)}/pay?lease=${leaseId}`,
  });
}
