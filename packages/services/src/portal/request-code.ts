import type { Attempts } from "@stead/auth/attempts";
import { newCode } from "@stead/auth/tokens";
import type { MessageChannel } from "@stead/contracts/messages";
import type { PortalCodeDto, RequestPortalCodeInput } from "@stead/contracts/portal";
import { newId } from "@stead/kernel/ids";
import { insertMessages, type NewMessage, type RailVerb } from "../context/index.ts";
import { leasesOf, tooMany } from "./queries.ts";
import {
  addressLimit,
  clientAskLimit,
  codeLifeMs,
  contactLimit,
  fingerprintAddress,
  fingerprintCode,
  readAddress,
} from "./rules.ts";

/** Whoever is not signed in yet: tries are counted by the caller's network address as well. */
export type AtTheDoor<Input> = RailVerb<Input> & { attempts: Attempts; clientAddress: string };

const known = (column: "phone" | "email") => ({
  name: `portal_contacts_${column}`,
  text: `select c.id, c.name from contacts c
    where c.agency_id = $1 and c.${column} = $2 and c.status = 'active' and exists (${leasesOf("c.id")})
    order by c.name, c.id limit 20`,
});
const contactsBy: Record<MessageChannel, ReturnType<typeof known>> = {
  sms: known("phone"),
  email: known("email"),
};

const insert = {
  name: "portal_code_insert",
  text: `with old as (delete from portal_codes where agency_id = $1 and expires_at < $6::timestamptz - interval '1 day')
    insert into portal_codes (agency_id, id, address_key, code_key, contact_ids, created_at, expires_at)
    values ($1, $2, $3, $4, $5::uuid[], $6, $7)`,
};

/**
 * Sends a code of six digits to a phone or e-mail address, if it is that of a contact with a lease. The answer is the
 * same for one that nobody has, and so are its work and its limits: who asks learns nothing. Throws INVALID for what is
 * neither phone nor e-mail (field `address`), TOO_MANY.
 */
export async function requestCode({
  ctx,
  input,
  attempts,
  clientAddress,
}: AtTheDoor<RequestPortalCodeInput>): Promise<PortalCodeDto> {
  const address = readAddress(input.address, ctx.agency.country);
  const addressKey = fingerprintAddress(ctx, address.value);
  const isAdmitted = [
    await attempts.claim(clientAskLimit, clientAddress),
    await attempts.claim(addressLimit, addressKey),
  ];
  if (isAdmitted.includes(false))
    throw tooMany("too many codes were asked for; wait an hour, or ask your agency");
  const contacts = await ctx.db.sql<{ id: string; name: string }>(
    contactsBy[address.channel],
    ctx.agencyId,
    address.value,
  );
  const [first] = contacts;
  // Counted for the unknown as well, so that it takes as long; what is counted for a contact is told to nobody.
  const isSent = await attempts.claim(contactLimit, first?.id ?? addressKey);
  const [id, code, nowMs] = [newId(), newCode(), ctx.clock.nowMs()];
  const expiresAt = new Date(nowMs + codeLifeMs).toISOString();
  await ctx.db.transaction(async (tx) => {
    const contactIds = isSent ? contacts.map((contact) => contact.id) : [];
    const codeKey = fingerprintCode(ctx, id, code);
    const now = new Date(nowMs).toISOString();
    await tx.sql(insert, ctx.agencyId, id, addressKey, codeKey, contactIds, now, expiresAt);
    const message = { code, agency: ctx.agency.name, ...address };
    if (first !== undefined && isSent)
      await insertMessages(tx, ctx.agencyId, [codeMessage({ ...message, contact: first })]);
  });
  return { codeId: id, expiresAt };
}

function codeMessage({
  channel,
  value,
  code,
  agency,
  contact,
}: {
  channel: MessageChannel;
  value: string;
  code: string;
  agency: string;
  contact: { id: string; name: string };
}): NewMessage {
  const rule = "It works once, for 10 minutes. Give it to nobody.";
  const message = { channel, kind: "portal_code", contactId: contact.id, toAddress: value } as const;
  return channel === "sms"
    ? { ...message, toName: contact.name, subject: null, body: `${code} is your code for ${agency}. ${rule}` }
    : {
        ...message,
        toName: contact.name,
        subject: `Your code for ${agency}`,
        body: `Your code is ${code}. ${rule} If you did not ask for it, there is nothing to do.`,
      };
}
