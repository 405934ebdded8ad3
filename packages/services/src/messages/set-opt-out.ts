import type { OptOutsDto, SetOptOutInput } from "@stead/contracts/messages";
import { AppError } from "@stead/kernel/errors";
import {
  actingUserId,
  recordAudit,
  requireFound,
  requirePermission,
  requireWholeAgency,
  readOne,
  type Verb,
} from "../context/index.ts";

const contactOf = {
  name: "opt_out_contact",
  text: "select id from contacts where agency_id = $1 and id = $2",
};
const add = {
  name: "opt_out_add",
  text: `insert into contact_opt_outs (agency_id, contact_id, channel, created_by) values ($1, $2, $3, $4) on conflict do nothing`,
};
const remove = {
  name: "opt_out_remove",
  text: "delete from contact_opt_outs where agency_id = $1 and contact_id = $2 and channel = $3",
};
const get = {
  name: "opt_outs_get",
  text: `select exists (select from contact_opt_outs o where o.agency_id = c.agency_id and o.contact_id = c.id and o.channel = 'email') as email,
      exists (select from contact_opt_outs o where o.agency_id = c.agency_id and o.contact_id = c.id and o.channel = 'sms') as sms
    from contacts c where c.agency_id = $1 and c.id = $2`,
};

/** Which messages a contact does not want. */
export async function getOptOuts({ ctx, input }: Verb<{ contactId: string }>): Promise<OptOutsDto> {
  requirePermission(ctx, "messages:read");
  requireWholeAgency(ctx);
  return requireFound(await readOne<OptOutsDto>(ctx.db.sql, get, ctx.agencyId, input.contactId), "contact");
}

/** Notes that a contact wants no messages by a channel, or wants them again. */
export async function setOptOut({ ctx, input }: Verb<SetOptOutInput>): Promise<OptOutsDto> {
  requirePermission(ctx, "messages:write");
  requireWholeAgency(ctx);
  const { contactId, channel, isOptedOut } = input;
  await ctx.db.transaction(async (tx) => {
    if ((await tx.sql(contactOf, ctx.agencyId, contactId)).length === 0)
      throw new AppError("NOT_FOUND", "there is no such contact");
    const by = actingUserId(ctx);
    if (isOptedOut) await tx.sql(add, ctx.agencyId, contactId, channel, by);
    else await tx.sql(remove, ctx.agencyId, contactId, channel);
    await recordAudit(tx, ctx, {
      action: isOptedOut ? "contact.opted_out" : "contact.opted_in",
      entityType: "contact",
      entityId: contactId,
      after: { channel },
    });
  });
  return getOptOuts({ ctx, input: { contactId } });
}
