import type { NotificationChannel, NotificationKind } from "@stead/contracts/notifications";
import type { Tx } from "@stead/db/client";
import { AppError } from "@stead/kernel/errors";
import { newId } from "@stead/kernel/ids";
import { publishEvents } from "@stead/queue/events";
import {
  insertMessages,
  instantNow,
  type MessageLink,
  type NewMessage,
  type ServiceContext,
} from "../context/index.ts";
import { toNotificationDto } from "./dto.ts";
import { channelsOf, noticeRuleOf, sayNotice, type NoticeParams, type NoticeSubject } from "./rules.ts";

/** Something that people of the agency should know. */
export type Notice<Kind extends NotificationKind> = {
  kind: Kind;
  /** Who is told; those who are no members of the agency are left out. */
  userIds: readonly string[];
  subject: NoticeSubject;
  params: NoticeParams<Kind>;
  /** What a mail lets its reader open besides: downloads that expire. */
  links?: readonly MessageLink[];
};

type Addressee = {
  userId: string;
  name: string;
  email: string;
  phone: string | null;
  choices: Partial<Record<NotificationChannel, boolean>>;
};

const addressees = {
  name: "notify_addressees",
  text: `select m.user_id as "userId", u.name, u.email, n.phone,
      (select coalesce(jsonb_object_agg(p.channel, p.is_enabled), '{}') from notification_preferences p
        where p.agency_id = m.agency_id and p.user_id = m.user_id and p.kind = $3) as choices
    from members m join users u on u.id = m.user_id
    left join notification_phones n on n.agency_id = m.agency_id and n.user_id = m.user_id
    where m.agency_id = $1 and m.user_id = any($2::uuid[])
    order by m.user_id`,
};

const insert = {
  name: "notify_insert",
  text: `insert into notifications (agency_id, id, user_id, kind, subject_kind, subject_id, params, created_at)
    select $1, n.id, n.user_id, $4, $5, $6, $7::jsonb, $8 from unnest($2::uuid[], $3::uuid[]) as n (id, user_id)`,
};

/**
 * Tells people of the agency something, in the caller's transaction: a row and a live event for each who wants it in
 * the app, a mail and a text message for those who want these. Throws INVALID for parameters that are not the kind's.
 */
export async function notify<Kind extends NotificationKind>(
  tx: Tx,
  ctx: Pick<ServiceContext, "agencyId" | "clock" | "requestId">,
  { kind, userIds, subject, params, links = [] }: Notice<Kind>,
): Promise<void> {
  const parsed = noticeRuleOf(kind).params.safeParse(params);
  if (!parsed.success)
    throw new AppError("INVALID", `these are no parameters of ${kind}`, {}, { cause: parsed.error });
  const people = await tx.sql<Addressee>(addressees, ctx.agencyId, [...new Set(userIds)], kind);
  await insertMessages(tx, ctx.agencyId, messagesOf(kind, people, { subject, params, links }));
  const shown = people
    .filter(({ choices }) => channelsOf(kind, choices).app)
    .map(({ userId }) => ({ userId, id: newId() }));
  if (shown.length === 0) return;
  const createdAt = instantNow(ctx);
  const ids = shown.map(({ id }) => id);
  const users = shown.map(({ userId }) => userId);
  const json = JSON.stringify(params);
  await tx.sql(insert, ctx.agencyId, ids, users, kind, subject.kind, subject.id, json, createdAt);
  await publishEvents(
    tx,
    ctx.agencyId,
    shown.map(({ id, userId }) => ({
      agencyId: ctx.agencyId,
      kind: "notification.created",
      userId,
      payload: { notification: toNotificationDto({ id, kind, subject, params, readAt: null, createdAt }) },
    })),
  );
}

/** What leaves the app: the same words, and the way back to what they are about. */
function messagesOf(
  kind: NotificationKind,
  people: readonly Addressee[],
  { subject, params, links }: { subject: NoticeSubject; params: unknown; links: readonly MessageLink[] },
): NewMessage[] {
  const { title, body } = sayNotice(kind, params);
  const action = { label: "Open it in Stead", url: noticeRuleOf(kind).href(subject) };
  return people.flatMap(({ userId, name, email, phone, choices }): NewMessage[] => {
    const wanted = channelsOf(kind, choices);
    const common = { kind: "notification", userId, toName: name, action } as const;
    const mail: NewMessage = {
      ...common,
      channel: "email",
      action: links.length === 0 ? action : { ...action, links },
      toAddress: email,
      subject: title,
      body: body || title,
    };
    const text: NewMessage = {
      ...common,
      channel: "sms",
      toAddress: phone,
      subject: null,
      body: `${title}. ${body}`,
    };
    return [...(wanted.email ? [mail] : []), ...(wanted.sms && phone !== null ? [text] : [])];
  });
}
