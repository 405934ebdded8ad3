import type { NotificationDto, NotificationKind } from "@stead/contracts/notifications";
import { noticeRuleOf, sayNotice, type NoticeSubject } from "./rules.ts";

export type NotificationRow = {
  id: string;
  kind: NotificationKind;
  subject: NoticeSubject;
  params: unknown;
  readAt: string | null;
  createdAt: string;
};

export function toNotificationDto(row: NotificationRow): NotificationDto {
  const { id, kind, subject, params, readAt, createdAt } = row;
  return {
    id,
    kind,
    ...sayNotice(kind, params),
    href: noticeRuleOf(kind).href(subject),
    isRead: readAt !== null,
    createdAt,
  };
}
