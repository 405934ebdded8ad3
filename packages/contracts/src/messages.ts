import { z } from "zod";
import {
  AmountMinor,
  Currency,
  DateField,
  Id,
  Instant,
  LongText,
  PositiveMinor,
  ShortText,
  Version,
} from "./fields.ts";
import { page, pageFields } from "./lists.ts";
import { unitKinds } from "./portfolio.ts";

export const messageChannels = ["email", "sms"] as const;
export type MessageChannel = (typeof messageChannels)[number];

export const messageKinds = [
  "invitation",
  "password_reset",
  "password_changed",
  "notification",
  "broadcast",
  "reminder",
  "portal_code",
  "portal_invitation",
] as const;
export type MessageKind = (typeof messageKinds)[number];

/** `failed` is given up, `stopped` was not to be sent after all, `uncertain` may have been sent. */
const messageStatuses = ["waiting", "paused", "sending", "sent", "failed", "stopped", "uncertain"] as const;

export const MessageDto = z.object({
  id: Id,
  channel: z.enum(messageChannels),
  kind: z.enum(messageKinds),
  toName: z.string().nullable(),
  toAddress: z.string().nullable(),
  subject: z.string().nullable(),
  status: z.enum(messageStatuses),
  /** Why it failed, was stopped or is uncertain, for people. */
  reason: z.string().nullable(),
  attempts: z.int(),
  provider: z.string().nullable(),
  leaseId: Id.nullable(),
  contactId: Id.nullable(),
  broadcastId: Id.nullable(),
  createdAt: Instant,
  /** When it is tried next, while it waits. */
  notBefore: Instant,
  finishedAt: Instant.nullable(),
});
export type MessageDto = z.infer<typeof MessageDto>;

export const ListMessagesInput = z.object({
  cursor: pageFields.cursor,
  limit: pageFields.limit,
  status: z.enum(messageStatuses).optional(),
  channel: z.enum(messageChannels).optional(),
  kind: z.enum(messageKinds).optional(),
  broadcastId: Id.optional(),
  leaseId: Id.optional(),
  contactId: Id.optional(),
});
export type ListMessagesInput = z.infer<typeof ListMessagesInput>;
export const MessagePage = page(MessageDto);

export const MessageIdInput = z.object({ id: Id });

export const MessageDetailDto = MessageDto.extend({
  body: z.string(),
  action: z.object({ label: z.string(), url: z.string() }).nullable(),
  deliveries: z.array(
    z.object({
      at: Instant,
      attempt: z.int(),
      provider: z.string(),
      outcome: z.enum(["sent", "failed", "uncertain"]),
      category: z.string().nullable(),
      detail: z.string().nullable(),
      durationMs: z.int(),
    }),
  ),
});
export type MessageDetailDto = z.infer<typeof MessageDetailDto>;

/** What a person decides about one that failed or is uncertain. */
export const ResolveMessageInput = z.object({ id: Id, decision: z.enum(["send_again", "it_arrived"]) });
export type ResolveMessageInput = z.infer<typeof ResolveMessageInput>;

/** Which tenants: all conditions hold together. */
export const BroadcastFilter = z.object({
  leaseStatuses: z
    .array(z.enum(["pending_signature", "active", "notice", "ended"]))
    .min(1, "choose at least one")
    .default(["active", "notice"]),
  propertyIds: z.array(Id).min(1).max(500).optional(),
  cities: z.array(ShortText).min(1).max(100).optional(),
  unitKinds: z.array(z.enum(unitKinds)).min(1).optional(),
  /** Only those with something at least so many days past due. */
  minDaysOverdue: z.int().min(1).max(3_650).optional(),
  /** Only those who owe at least so much in all, credit taken off; leases in another currency are left out. */
  minBalance: z.object({ amountMinor: PositiveMinor, currency: Currency }).optional(),
  /** Only leases that begin on these days: who moves in. Both count. */
  startsFrom: DateField.optional(),
  startsTo: DateField.optional(),
  /** Only leases that end on this day or later: who moves out. */
  endsFrom: DateField.optional(),
  /** Only leases that end on this day or before. */
  endsBefore: DateField.optional(),
});
export type BroadcastFilter = z.infer<typeof BroadcastFilter>;

const broadcastChannels = ["email", "sms", "email_else_sms"] as const;

const texts = {
  channel: z.enum(broadcastChannels),
  /** Of mails. May name merge fields: {{tenant.name}}. */
  subject: z.string().trim().max(200, "at most 200 characters").default(""),
  body: LongText.min(1, "write what the message says"),
  filter: BroadcastFilter,
};

export const CreateBroadcastInput = z.object({
  name: ShortText,
  ...texts,
  perMinute: z.int().min(1).max(100_000).nullable().default(null),
});
export type CreateBroadcastInput = z.infer<typeof CreateBroadcastInput>;

export const UpdateBroadcastInput = CreateBroadcastInput.extend({ id: Id, version: Version });
export type UpdateBroadcastInput = z.infer<typeof UpdateBroadcastInput>;

export const PreviewBroadcastInput = z.object({ ...texts, after: Id.optional() });
export type PreviewBroadcastInput = z.infer<typeof PreviewBroadcastInput>;

const RecipientDto = z.object({
  leaseId: Id,
  contactId: Id,
  name: z.string(),
  unit: z.string(),
  channel: z.enum(messageChannels),
  address: z.string().nullable(),
  isOptedOut: z.boolean(),
  subject: z.string(),
  body: z.string(),
});
export const BroadcastPreviewDto = z.object({
  recipientCount: z.int(),
  withoutAddressCount: z.int(),
  optedOutCount: z.int(),
  /** The first few, or those behind `after`, as each would read it. */
  recipients: z.array(RecipientDto),
});
export type BroadcastPreviewDto = z.infer<typeof BroadcastPreviewDto>;

const broadcastStatuses = ["draft", "scheduled", "sending", "paused", "done", "cancelled"] as const;

const MessageCounts = z.object({
  waiting: z.int(),
  sending: z.int(),
  sent: z.int(),
  failed: z.int(),
  stopped: z.int(),
  uncertain: z.int(),
});
export type MessageCounts = z.infer<typeof MessageCounts>;

export const BroadcastDto = z.object({
  id: Id,
  name: z.string(),
  channel: z.enum(broadcastChannels),
  subject: z.string(),
  body: z.string(),
  filter: BroadcastFilter,
  /** Those that the filter names. */
  properties: z.array(z.object({ id: Id, name: z.string() })),
  perMinute: z.int().nullable(),
  status: z.enum(broadcastStatuses),
  scheduledAt: Instant.nullable(),
  recipientCount: z.int(),
  counts: MessageCounts,
  createdAt: Instant,
  finishedAt: Instant.nullable(),
  version: Version,
});
export type BroadcastDto = z.infer<typeof BroadcastDto>;

export const ListBroadcastsInput = z.object({
  cursor: pageFields.cursor,
  limit: pageFields.limit,
  status: z.enum(broadcastStatuses).optional(),
});
export type ListBroadcastsInput = z.infer<typeof ListBroadcastsInput>;
export const BroadcastPage = page(BroadcastDto);

export const StartBroadcastInput = z.object({
  id: Id,
  version: Version,
  /** At once when left out. */
  scheduledAt: Instant.optional(),
});
export type StartBroadcastInput = z.infer<typeof StartBroadcastInput>;
export const BroadcastVersionInput = z.object({ id: Id, version: Version });
export type BroadcastVersionInput = z.infer<typeof BroadcastVersionInput>;

/** The agency's whole conversation with its arrears. */
const ReminderStep = z.object({
  /** Days past due of the oldest debt on which it goes. */
  day: z.int().min(1).max(365),
  channel: z.enum(broadcastChannels),
  subject: z.string().trim().max(200).default(""),
  body: LongText.min(1, "write what the reminder says"),
});
export type ReminderStep = z.infer<typeof ReminderStep>;

export const ReminderPolicyDto = z.object({
  isEnabled: z.boolean(),
  /** Hour of the day in the agency's zone. */
  sendHour: z.int().min(0).max(23),
  /** Less than this is not reminded of. */
  leastOverdueMinor: AmountMinor,
  steps: z.array(ReminderStep).max(12, "at most 12 steps"),
  version: z.int().nonnegative(),
});
export type ReminderPolicyDto = z.infer<typeof ReminderPolicyDto>;

const reminderHoldKinds = ["promise", "dispute", "payment_pending", "hardship", "notice_served"] as const;
export const ReminderHoldDto = z.object({
  id: Id,
  leaseId: Id,
  leaseNumber: z.int(),
  tenantName: z.string(),
  kind: z.enum(reminderHoldKinds),
  untilOn: DateField.nullable(),
  note: z.string().nullable(),
  createdAt: Instant,
});
export type ReminderHoldDto = z.infer<typeof ReminderHoldDto>;
export const CreateReminderHoldInput = z.object({
  leaseId: Id,
  kind: z.enum(reminderHoldKinds),
  untilOn: DateField.nullable().default(null),
  note: z.string().trim().max(500).nullable().default(null),
});
export type CreateReminderHoldInput = z.infer<typeof CreateReminderHoldInput>;
export const ListReminderHoldsInput = z.object({
  cursor: pageFields.cursor,
  limit: pageFields.limit,
  leaseId: Id.optional(),
});
export type ListReminderHoldsInput = z.infer<typeof ListReminderHoldsInput>;
export const ReminderHoldPage = page(ReminderHoldDto);

export const SetOptOutInput = z.object({
  contactId: Id,
  channel: z.enum(messageChannels),
  isOptedOut: z.boolean(),
});
export type SetOptOutInput = z.infer<typeof SetOptOutInput>;
export const OptOutsDto = z.object({ email: z.boolean(), sms: z.boolean() });
export type OptOutsDto = z.infer<typeof OptOutsDto>;
