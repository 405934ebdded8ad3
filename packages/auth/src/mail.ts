import type { SystemDb } from "@stead/db/system";
import { newId } from "@stead/kernel/ids";

export type MailKind = "invitation" | "password_reset" | "password_changed";

/** A mail of sign-in. */
export type Mail = {
  to: string;
  kind: MailKind;
  subject: string;
  body: string;
  action?: { label: string; url: string };
};

export type SendMail = (mail: Mail) => Promise<void>;

const insert = {
  name: "sign_in_mail_insert",
  text: `insert into messages (id, channel, kind, to_address, subject, body, action) values ($1, 'email', $2, $3, $4, $5, $6::jsonb)`,
};

/** Writes mails to where all that leaves goes out from: the sender takes them from there. */
export function queueMails(system: Pick<SystemDb, "sql">): SendMail {
  return async ({ to, kind, subject, body, action }) => {
    const json = action === undefined ? null : JSON.stringify(action);
    await system.sql(insert, newId(), kind, to, subject, body, json);
  };
}

export type KeptMail = {
  id: string;
  channel: string;
  kind: string;
  toAddress: string;
  subject: string | null;
  /** Null for what has left the installation, or is about to. */
  body: string | null;
  /** Where it leads: addresses, or paths of the app. None for what has left. */
  links: { label: string; url: string }[];
  status: string;
  reason: string | null;
  createdAt: string;
};

const list = {
  name: "kept_mails_list",
  text: `select id, channel, kind, coalesce(to_address, '') as "toAddress", subject, status, reason, created_at as "createdAt",
      case when isKept then body end as body,
      case when isKept and action is not null then jsonb_build_array(action - 'links') || coalesce(action -> 'links', '[]') else '[]' end as links
    from messages, lateral (select provider = 'mailbox' or (provider is null and $2) as isKept) as here where agency_id is null or provider = 'mailbox' order by id desc limit $1`,
};

/**
 * The newest messages that were kept instead of sent, and the mails of sign-in, newest first. What sign-in has really
 * sent tells nobody its links. `isKept`: this installation has no mail server.
 */
export async function listKeptMails(
  system: Pick<SystemDb, "sql">,
  { isKept, limit = 100 }: { isKept: boolean; limit?: number | undefined },
): Promise<KeptMail[]> {
  return system.sql<KeptMail>(list, limit, isKept);
}
