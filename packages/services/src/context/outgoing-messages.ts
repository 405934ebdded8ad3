import type { MessageChannel, MessageKind } from "@stead/contracts/messages";
import type { Tx } from "@stead/db/client";
import { newId } from "@stead/kernel/ids";

/** A label and where it leads; `url` may be a path of the app. */
export type MessageLink = { label: string; url: string };

/**
 * The one thing to do, and what else a mail lets its reader open. Those links may hold secrets: they are shown to
 * nobody else, and forgotten once the mail has left.
 */
export type MessageAction = MessageLink & { links?: readonly MessageLink[] };

/** A message to be written. `status` other than waiting is one that will not be sent. */
export type NewMessage = {
  id?: string;
  channel: MessageChannel;
  kind: MessageKind;
  userId?: string | null;
  contactId?: string | null;
  leaseId?: string | null;
  broadcastId?: string | null;
  toName: string | null;
  toAddress: string | null;
  subject: string | null;
  body: string;
  action?: MessageAction | null;
  /** Epoch milliseconds before which it does not go. */
  notBeforeMs?: number;
  status?: "waiting" | "failed" | "stopped";
  reasonCode?: string | null;
  reason?: string | null;
};

const insert = {
  name: "messages_insert",
  text: `insert into messages (id, agency_id, channel, kind, user_id, contact_id, lease_id, broadcast_id, to_name, to_address,
      subject, body, action, status, reason_code, reason, not_before, finished_at)
    select m.id, $1, m.channel, m.kind, m.user_id, m.contact_id, m.lease_id, m.broadcast_id, m.to_name, m.to_address,
      m.subject, m.body, m.action, m.status, m.reason_code, m.reason,
      coalesce(to_timestamp(m.not_before_ms / 1000.0), now()), case when m.status = 'waiting' then null else now() end
    from jsonb_to_recordset($2::jsonb) as m (id uuid, channel text, kind text, user_id uuid, contact_id uuid, lease_id uuid,
      broadcast_id uuid, to_name text, to_address text, subject text, body text, action jsonb, status text, reason_code text,
      reason text, not_before_ms float8)`,
};

/** Writes messages in the caller's transaction, in one statement: they leave after the commit. Returns their ids. */
export async function insertMessages(
  tx: Pick<Tx, "sql">,
  agencyId: string | null,
  messages: readonly NewMessage[],
): Promise<string[]> {
  if (messages.length === 0) return [];
  const rows = messages.map((message) => ({
    id: message.id ?? newId(),
    channel: message.channel,
    kind: message.kind,
    user_id: message.userId ?? null,
    contact_id: message.contactId ?? null,
    lease_id: message.leaseId ?? null,
    broadcast_id: message.broadcastId ?? null,
    to_name: message.toName,
    to_address: message.toAddress,
    subject: message.subject,
    body: message.body,
    action: message.action ?? null,
    not_before_ms: message.notBeforeMs ?? null,
    ...endOf(message),
  }));
  await tx.sql(insert, agencyId, JSON.stringify(rows));
  return rows.map(({ id }) => id);
}

/** One without an address is given up before it is tried. */
function endOf({ toAddress, status = "waiting", reasonCode = null, reason = null }: NewMessage) {
  if (status === "waiting" && toAddress === null)
    return {
      status: "failed",
      reason_code: "no_address",
      reason: "There is no address. Add one at the contact and send again.",
    };
  return { status, reason_code: reasonCode, reason };
}
