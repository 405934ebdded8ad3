import { timingSafeEqual } from "node:crypto";
import { hashToken, newToken } from "@stead/auth/tokens";
import type { ConfirmPortalCodeInput, PortalEntryDto } from "@stead/contracts/portal";
import { invalidField } from "@stead/kernel/errors";
import { instantNow, readOne } from "../context/index.ts";
import { openSession, readEntrants, tooMany, type NewSession } from "./queries.ts";
import type { AtTheDoor } from "./request-code.ts";
import { clientTryLimit, codeLifeMs, fingerprintCode, mostTries } from "./rules.ts";

/** Who came in, and the session that was opened. */
export type Entry = { entry: PortalEntryDto; session: NewSession | null };

type Tried = { codeKey: string; addressKey: string; contactIds: string[] };

// Counted before it is compared, in a statement of its own: tries at once cannot pass the limit together.
const countTry = {
  name: "portal_code_try",
  text: `update portal_codes set tries = tries + 1
    where agency_id = $1 and id = $2 and used_at is null and expires_at > $3 and tries < $4
    returning code_key as "codeKey", address_key as "addressKey", contact_ids as "contactIds"`,
};
const use = {
  name: "portal_code_use",
  text: `update portal_codes set used_at = $3, ticket_hash = $4, expires_at = $5
    where agency_id = $1 and id = $2 and used_at is null returning id`,
};

const wrong = () =>
  invalidField("code", "wrong", "this is not the code that was sent; look again, or ask for a new one");
const ended = () => invalidField("code", "ended", "this code cannot be used any more; ask for a new one");

function isEqual(left: string, right: string): boolean {
  const [one, other] = [Buffer.from(left), Buffer.from(right)];
  return one.length === other.length && timingSafeEqual(one, other);
}

/**
 * Takes a code once and signs the contact in; where several have the address, they are named to choose from. Throws
 * INVALID for a wrong code and for one that is used, too old or was tried five times (field `code`), TOO_MANY.
 */
export async function confirmCode({
  ctx,
  input,
  attempts,
  clientAddress,
}: AtTheDoor<ConfirmPortalCodeInput>): Promise<Entry> {
  if (!(await attempts.claim(clientTryLimit, clientAddress)))
    throw tooMany("too many codes were tried from here; wait an hour");
  const { codeId, code } = input;
  const values = [ctx.agencyId, codeId, instantNow(ctx), mostTries];
  const tried = await readOne<Tried>(ctx.db.sql, countTry, ...values);
  if (tried === undefined) throw ended();
  if (!isEqual(tried.codeKey, fingerprintCode(ctx, codeId, code))) throw wrong();
  return ctx.db.transaction(async (tx) => {
    const { addressKey } = tried;
    const found = await readEntrants(tx.sql, ctx, tried);
    const [first] = found;
    if (first === undefined) throw wrong();
    const ticket = found.length > 1 ? newToken() : null;
    const nowMs = ctx.clock.nowMs();
    const until = new Date(nowMs + codeLifeMs).toISOString();
    const ticketHash = ticket && hashToken(ticket);
    const used = await tx.sql(use, ctx.agencyId, codeId, new Date(nowMs).toISOString(), ticketHash, until);
    if (used.length === 0) throw ended();
    if (ticket === null)
      return {
        entry: { status: "signed_in" },
        session: await openSession(tx, ctx, { contactId: first.id, addressKey }),
      };
    const contacts = found.map(({ id, name, homes }) => ({ id, name, homes }));
    return { entry: { status: "choose", ticket, contacts }, session: null };
  });
}
