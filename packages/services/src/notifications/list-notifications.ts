import type { Page } from "@stead/contracts/lists";
import type { ListNotificationsInput, NotificationDto } from "@stead/contracts/notifications";
import { condition, readPage, requirePermission, requirePerson, when, type Verb } from "../context/index.ts";
import { toNotificationDto } from "./dto.ts";
import { isKnownKind, knownKinds, notificationColumns, type NotificationRow } from "./rows.ts";

/** What the person was told, newest first. */
export async function listNotifications({
  ctx,
  input,
}: Verb<ListNotificationsInput>): Promise<Page<NotificationDto>> {
  requirePermission(ctx, "agency:read");
  const page = await readPage<NotificationRow>(
    ctx,
    {
      name: "notifications_list",
      select: notificationColumns,
      from: "notifications n",
      where: [
        condition("n.agency_id = $1"),
        condition("n.user_id = ?::uuid", requirePerson(ctx)),
        condition(isKnownKind, knownKinds),
        when(input.isUnread, (isUnread) =>
          condition(isUnread ? "n.read_at is null" : "n.read_at is not null"),
        ),
        when(input.kind, (kind) => condition("n.kind = ?", kind)),
      ],
      order: { name: "made", columns: [{ expression: "n.id", type: "uuid" }], direction: "desc" },
      cursorOf: (row) => [row.id],
    },
    input,
  );
  return { ...page, items: page.items.map(toNotificationDto) };
}
