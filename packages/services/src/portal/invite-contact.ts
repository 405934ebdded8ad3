import type { InviteToPortalInput, PortalInvitationDto } from "@stead/contracts/portal";
import { AppError } from "@stead/kernel/errors";
import { getContact } from "../contacts/index.ts";
import {
  inTransaction,
  insertMessages,
  once,
  readOne,
  recordAudit,
  requirePermission,
  type RailVerb,
} from "../context/index.ts";
import { leasesOf, readSlug } from "./queries.ts";
import { portalPath } from "./rules.ts";

const hasLease = {
  name: "portal_contact_leases",
  text: `select count(*)::int as count from (${leasesOf("$2::uuid")}) own`,
};

/**
 * Sends a tenant the link to the portal, by text message or mail. Throws NOT_FOUND outside the actor's properties,
 * PRECONDITION for somebody without a lease, or without an address to send it to.
 */
export async function inviteContact({
  ctx,
  input,
}: RailVerb<InviteToPortalInput>): Promise<PortalInvitationDto> {
  requirePermission(ctx, "contacts:write");
  const contact = await getContact({
    ctx: { ...ctx, permissions: new Set(["contacts:read"]) },
    input: { id: input.contactId },
  });
  const channel = input.channel ?? (contact.phone === null ? "email" : "sms");
  const address = channel === "sms" ? contact.phone : contact.email;
  if (address === null)
    throw new AppError(
      "PRECONDITION",
      "this contact has neither phone nor e-mail to write to; add one first",
    );
  const [own, slug] = await Promise.all([
    readOne<{ count: number }>(ctx.db.sql, hasLease, ctx.agencyId, contact.id),
    readSlug(ctx.db.sql, ctx.agencyId),
  ]);
  if (contact.status !== "active" || (own?.count ?? 0) === 0)
    throw new AppError("PRECONDITION", "the portal is for tenants: this contact has no lease yet");
  return inTransaction(ctx, (tx) =>
    once(tx, ctx, { operation: "portal.invite", input }, async () => {
      const { name } = ctx.agency;
      const [messageId = ""] = await insertMessages(tx, ctx.agencyId, [
        {
          channel,
          kind: "portal_invitation",
          contactId: contact.id,
          toName: contact.name,
          toAddress: address,
          subject: channel === "sms" ? null : `Your rent with ${name}, online`,
          body:
            channel === "sms"
              ? `${name}: see what you owe, pay and get receipts here:`
              : "You can now see what you owe, pay by phone or card, and get your invoices and receipts online. There is no password: you get a code each time.",
          action: { label: "Open the portal", url: portalPath(slug) },
        },
      ]);
      await recordAudit(tx, ctx, {
        action: "portal.invited",
        entityType: "contact",
        entityId: contact.id,
        after: { channel },
      });
      return { channel, messageId };
    }),
  );
}
