import { hashToken } from "@stead/auth/tokens";
import type { ChoosePortalContactInput } from "@stead/contracts/portal";
import { invalidField } from "@stead/kernel/errors";
import { instantNow, readOne, type RailVerb } from "../context/index.ts";
import type { Entry } from "./confirm-code.ts";
import { openSession, readEntrants } from "./queries.ts";

const redeem = {
  name: "portal_ticket_redeem",
  text: `update portal_codes set ticket_hash = null
    where agency_id = $1 and id = $2 and ticket_hash = $3 and expires_at > $4 and $5::uuid = any(contact_ids)
    returning address_key as "addressKey"`,
};

/** Signs one of several contacts in, after their code was taken. Throws INVALID when the choice is over (field `ticket`). */
export async function chooseContact({ ctx, input }: RailVerb<ChoosePortalContactInput>): Promise<Entry> {
  const { codeId, ticket, contactId } = input;
  return ctx.db.transaction(async (tx) => {
    const values = [ctx.agencyId, codeId, hashToken(ticket), instantNow(ctx), contactId];
    const redeemed = await readOne<{ addressKey: string }>(tx.sql, redeem, ...values);
    const entrants =
      redeemed === undefined ? [] : await readEntrants(tx.sql, ctx, { contactIds: [contactId], ...redeemed });
    if (redeemed === undefined || entrants.length === 0)
      throw invalidField("ticket", "ended", "this took too long; ask for a new code");
    const session = await openSession(tx, ctx, { contactId, ...redeemed });
    return { entry: { status: "signed_in" }, session };
  });
}
