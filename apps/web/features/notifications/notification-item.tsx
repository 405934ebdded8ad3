import type { NotificationDto } from "@stead/contracts/notifications";
import { InstantText } from "@stead/ui/date-text";
import { AppLink } from "@stead/ui/link";
import { notifications as text } from "../../messages/en/notifications.ts";

/** One thing that the person was told, as a way to what it is about. */
export function NotificationItem({
  row,
  onOpen,
}: {
  readonly row: NotificationDto;
  readonly onOpen: () => void;
}) {
  return (
    <AppLink
      href={row.href}
      onClick={onOpen}
      className="flex gap-3 px-4 py-3 hover:bg-hover focus-visible:bg-hover"
    >
      <span className={`mt-1.5 size-2 flex-none rounded-full ${row.isRead ? "bg-transparent" : "bg-accent"}`}>
        {!row.isRead && <span className="sr-only">{text.unread}</span>}
      </span>
      <span className="min-w-0 flex-1">
        <span className={`block text-pretty ${row.isRead ? "" : "font-semibold"}`}>{row.title}</span>
        {row.body && <span className="block text-sm text-pretty text-ink-2">{row.body}</span>}
        <span className="mt-0.5 block text-xs text-ink-3">
          <InstantText instant={row.createdAt} />
        </span>
      </span>
    </AppLink>
  );
}
