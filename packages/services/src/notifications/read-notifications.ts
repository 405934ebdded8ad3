import type { ReadNotificationsInput, UnreadDto } from "@stead/contracts/notifications";
import { publishEvent } from "@stead/queue/events";
import { instantNow, requirePermission, requirePerson, type Verb } from "../context/index.ts";
import { countUnread } from "./count-unread.ts";

const mark = {
  name: "notifications_read",
  text: `update notifications set read_at = $4 where agency_id = $1 and user_id = $2 and read_at is null
    and ($3::uuid[] is null or id = any($3)) returning id`,
};

/** Marks some, or all, of the person's notifications as read, in every window. Repeating it changes nothing. */
export async function readNotifications({ ctx, input }: Verb<ReadNotificationsInput>): Promise<UnreadDto> {
  requirePermission(ctx, "agency:read");
  const userId = requirePerson(ctx);
  const ids = input.ids ?? null;
  const now = instantNow(ctx);
  await ctx.db.transaction(async (tx) => {
    const marked = await tx.sql(mark, ctx.agencyId, userId, ids, now);
    if (marked.length === 0) return;
    await publishEvent(tx, { agencyId: ctx.agencyId, kind: "notification.read", userId, payload: { ids } });
  });
  return countUnread({ ctx });
}
