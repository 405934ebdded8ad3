import { z } from "zod";
import { Id, Instant } from "./fields.ts";
import { page, pageFields } from "./lists.ts";

/** The ways by which a person can be told. */
export const notificationChannels = ["app", "email", "sms"] as const;
export type NotificationChannel = (typeof notificationChannels)[number];

/** What people of an agency are told of. Texts and what each needs: `services/notifications`. */
export const notificationKinds = [
  "export.ready",
  "export.failed",
  "bulk.finished",
  "import.finished",
  "import.failed",
  "billing.finished",
  "billing.failed",
  "report.ready",
  "report.failed",
  "broadcast.finished",
  "statement.finished",
  "statement.failed",
  "day_proof.failed",
  "ledger_proof.failed",
  "disbursement.waiting",
  "disbursement.approved",
  "disbursement.refused",
  "disbursement.failed",
  "dispute.opened",
] as const;
export type NotificationKind = (typeof notificationKinds)[number];

export const NotificationDto = z.object({
  id: Id,
  kind: z.enum(notificationKinds),
  title: z.string(),
  body: z.string(),
  /** The page of the app that it is about. */
  href: z.string(),
  isRead: z.boolean(),
  createdAt: Instant,
});
export type NotificationDto = z.infer<typeof NotificationDto>;

export const ListNotificationsInput = z.object({
  cursor: pageFields.cursor,
  limit: pageFields.limit,
  isUnread: z.boolean().optional(),
  kind: z.enum(notificationKinds).optional(),
});
export type ListNotificationsInput = z.infer<typeof ListNotificationsInput>;
export const NotificationPage = page(NotificationDto);

/** At this many the bell says "99+". */
export const unreadCap = 99;
export const UnreadDto = z.object({ count: z.int(), isCapped: z.boolean() });
export type UnreadDto = z.infer<typeof UnreadDto>;

export const ReadNotificationsInput = z.object({
  /** All of the person's when left out. */
  ids: z.array(Id).min(1).max(200).optional(),
});
export type ReadNotificationsInput = z.infer<typeof ReadNotificationsInput>;

const Channels = z.object({ app: z.boolean(), email: z.boolean(), sms: z.boolean() });

export const PreferencesDto = z.object({
  /** Where text messages go, as +254712345678. */
  phone: z.string().nullable(),
  kinds: z.array(
    z.object({ kind: z.enum(notificationKinds), title: z.string(), about: z.string(), channels: Channels }),
  ),
});
export type PreferencesDto = z.infer<typeof PreferencesDto>;

export const UpdatePreferencesInput = z.object({
  phone: z.string().trim().max(40).nullable().optional(),
  kinds: z
    .array(z.object({ kind: z.enum(notificationKinds), channels: Channels.partial() }))
    .max(notificationKinds.length)
    .optional(),
});
export type UpdatePreferencesInput = z.infer<typeof UpdatePreferencesInput>;
