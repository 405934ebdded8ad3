import type { MessageChannel, MessageKind } from "@stead/contracts/messages";
import type { SystemDb } from "@stead/db/system";
import type { MessageAction } from "../context/index.ts";

/** A message that this process may send now. */
export type ClaimedMessage = {
  id: string;
  agencyId: string | null;
  channel: MessageChannel;
  kind: MessageKind;
  leaseId: string | null;
  toName: string | null;
  toAddress: string;
  subject: string | null;
  body: string;
  action: MessageAction | null;
  attempts: number;
};

/** Steps from agency to agency, however many messages each has waiting: nobody's thousands delay another's one. */
const claimStatement = {
  name: "messages_claim",
  text: `with recursive owners (agency_id) as (
      (select agency_id from messages where status = 'waiting' and agency_id is not null order by agency_id limit 1)
      union all
      select (select m.agency_id from messages m where m.status = 'waiting' and m.agency_id > o.agency_id order by m.agency_id limit 1)
      from owners o where o.agency_id is not null
    ), own as (
      select m.id from messages m
      where m.agency_id is null and m.status = 'waiting' and m.not_before <= now() and m.channel = any($2::text[])
      order by m.not_before, m.id limit $1 for update skip locked
    ), theirs as (
      select job.id from owners o cross join lateral (
        select m.id from messages m
        where m.agency_id = o.agency_id and m.status = 'waiting' and m.not_before <= now() and m.channel = any($2::text[])
        order by m.not_before, m.id limit $1 for update skip locked) job
      where o.agency_id is not null limit 400
    )
    update messages m set not_before = now() + make_interval(secs => $3::float8 / 1000)
    where m.id in (select id from own union all select id from theirs)
    returning m.id, m.agency_id as "agencyId", m.channel, m.kind, m.lease_id as "leaseId", m.to_name as "toName",
      m.to_address as "toAddress", m.subject, m.body, m.action, m.attempts`,
};

/**
 * Takes messages that are due, some of each agency, for `leaseMs`: one that is not begun by then may be taken again.
 * Nothing is sent yet.
 */
export async function claimMessages(
  system: Pick<SystemDb, "sql">,
  {
    channels,
    perAgency,
    leaseMs,
  }: { channels: readonly MessageChannel[]; perAgency: number; leaseMs: number },
): Promise<ClaimedMessage[]> {
  if (channels.length === 0) return [];
  return system.sql<ClaimedMessage>(claimStatement, perAgency, channels, leaseMs);
}

const begin = {
  name: "message_begin",
  text: `update messages set status = 'sending', sending_at = now(), attempts = attempts + 1, provider = $2, subject = $3, body = $4,
      look_ups = 0, look_up_at = null
    where id = $1 and status = 'waiting' returning attempts`,
};

/**
 * Commits that the message is being sent, with the words that are sent, before the provider is asked. Returns which
 * attempt it is; undefined when it does not wait any more.
 */
export async function beginMessage(
  system: Pick<SystemDb, "sql">,
  { id, provider, subject, body }: { id: string; provider: string; subject: string | null; body: string },
): Promise<number | undefined> {
  const [row] = await system.sql<{ attempts: number }>(begin, id, provider, subject, body);
  return row?.attempts;
}
