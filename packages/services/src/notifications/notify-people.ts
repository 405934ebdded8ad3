import type { NotificationChannel, NotificationKind } from "@stead/contracts/notifications";
import type { Tx } from "@stead/db/client";
import { AppError } from "@stead/kernel/errors";
import { newId } from "@stead/kernel/ids";
import { publishEvents } from "@stead/queue/events";
import type { ServiceContext } from "../context/index.ts";
import { toNotificationDto } from "./dto.ts";
import { channelsOf, noticeRuleOf, type NoticeParams, type NoticeSubject } from "./rules.ts";

/** Something that people of the agency should know. */
export type Notice<Kind extends NotificationKind> = {
  kind: Kind;
  /** Who is told; those who are no members of the agency are left out. */
  userIds: readonly string[];
  subject: NoticeSubject;
  params: NoticeParams<Kind>;
};

type Addressee = {
  userId: string;
  choices: Partial<Record<NotificationChannel, boolean>>;
};

const addressees = {
  name: "notify_addressees",
  text: `select m.user_id as "userId",
      (select coalesce(jsonb_object_agg(p.channel, p.is_enabled), '{}') from notification_preferences p
        where p.agency_id = m.agency_id and p.user_id = m.user_id and p.kind = $3) as choices
    from members m where m.agency_id = $1 and m.user_id = any($2::uuid[])
    order by m.user_id`,
};

const insert = {
  name: "notify_insert",
  text: `insert into notifications (agency_id, id, user_id, kind, subject_kind, subject_id, params, created_at)
    select $1, n.id, n.user_id, $4, $5, $6, $7::jsonb, $8 from unnest($2::uuid[], $3::uuid[]) as n (id, user_id)`,
};

/**
 * Tells people of the agency something, in the caller's transaction: a row and a live event for each who wants it in
 * the app. Throws INVALID for parameters that are not the kind's.
 */
export async function notify<Kind extends NotificationKind>(
  tx: Tx,
  ctx: Pick<ServiceContext, "agencyId" | "clock" | "requestId">,
  { kind, userIds, subject, params }: Notice<Kind>,
): Promise<void> {
  const parsed = noticeRuleOf(kind).params.safeParse(params);
  if (!parsed.success)
    throw new AppError("INVALID", `these are no parameters of ${kind}`, {}, { cause: parsed.error });
  const people = await tx.sql<Addressee>(addressees, ctx.agencyId, [...new Set(userIds)], kind);
  const shown = people
    .filter(({ choices }) => channelsOf(kind, choices).app)
    .map(({ userId }) => ({ userId, id: newId() }));
  if (shown.length === 0) return;
  const createdAt = new Date(ctx.clock.nowMs()).toISOString();
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
