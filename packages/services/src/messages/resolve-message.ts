import type { MessageDetailDto, ResolveMessageInput } from "@stead/contracts/messages";
import { AppError } from "@stead/kernel/errors";
import { recordAudit, requirePermission, requireWholeAgency, type Verb } from "../context/index.ts";
import { getMessage } from "./get-message.ts";

const lock = {
  name: "message_resolve_lock",
  text: `select m.status, m.to_address is null and coalesce(case m.channel when 'email' then c.email else c.phone end, '') = '' as "hasNoAddress"
    from messages m left join contacts c on c.agency_id = m.agency_id and c.id = m.contact_id
    where m.agency_id = $1 and m.id = $2 for update of m`,
};
const sendAgain = {
  name: "message_send_again",
  // A corrected address is what people send again for.
  text: `update messages m set status = 'waiting', reason = null, reason_code = null, finished_at = null, not_before = now(),
      to_address = coalesce((select case m.channel when 'email' then c.email else c.phone end from contacts c
        where c.agency_id = m.agency_id and c.id = m.contact_id), m.to_address)
    where m.agency_id = $1 and m.id = $2`,
};
const markSent = {
  name: "message_it_arrived",
  text: `update messages set status = 'sent', reason = null, reason_code = null where agency_id = $1 and id = $2`,
};

/**
 * A person's word on a message that failed or may have been sent: send it again, or it arrived. PRECONDITION for one
 * in another state.
 */
export async function resolveMessage({ ctx, input }: Verb<ResolveMessageInput>): Promise<MessageDetailDto> {
  requirePermission(ctx, "messages:write");
  requireWholeAgency(ctx);
  await ctx.db.transaction(async (tx) => {
    const [row] = await tx.sql<{ status: string; hasNoAddress: boolean }>(lock, ctx.agencyId, input.id);
    if (row === undefined) throw new AppError("NOT_FOUND", "there is no such message");
    const isOpen = row.status === "uncertain" || (row.status === "failed" && input.decision === "send_again");
    if (!isOpen)
      throw new AppError("PRECONDITION", "this message is neither given up nor uncertain", {
        status: row.status,
      });
    if (input.decision === "send_again" && row.hasNoAddress)
      throw new AppError("PRECONDITION", "there is still no address; add one at the contact first");
    await tx.sql(input.decision === "send_again" ? sendAgain : markSent, ctx.agencyId, input.id);
    const action = input.decision === "send_again" ? "message.sent_again" : "message.arrived";
    await recordAudit(tx, ctx, { action, entityType: "message", entityId: input.id });
  });
  return getMessage({ ctx, input });
}
