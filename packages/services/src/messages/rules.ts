import type { MessageChannel } from "@stead/contracts/messages";
import type { DeliveryCategory } from "@stead/providers/message-provider";
import { invalidField } from "@stead/kernel/errors";

/** What a text to tenants may name, and what stands for it. */
export const mergeFields = [
  "tenant.name",
  "tenant.firstName",
  "property.name",
  "unit.label",
  "lease.reference",
  "rent",
  "balance",
  "overdue",
  "oldestDueOn",
  "agency.name",
] as const;
export type MergeField = (typeof mergeFields)[number];
export type MergeValues = Readonly<Record<MergeField, string>>;

const place = /\{\{\s*([^{}]*?)\s*\}\}/g;

function isMergeField(name: string): name is MergeField {
  return mergeFields.some((field) => field === name);
}

/** Throws INVALID for a text that names a field which does not exist. */
export function checkTemplate(path: string, template: string): void {
  for (const [, name = ""] of template.matchAll(place))
    if (!isMergeField(name))
      throw invalidField(
        path,
        "merge_field",
        `there is no field {{${name}}}; take one of ${mergeFields.join(", ")}`,
      );
}

/** The text for one recipient. What it is filled with is never read as a field again. */
export function mergeText(template: string, values: MergeValues): string {
  return template.replaceAll(place, (whole, name: string) => (isMergeField(name) ? values[name] : whole));
}

export type Reach = { channel: MessageChannel; address: string | null };

/** Where a message to a contact goes. Without an address of any kind it has the first channel and none. */
export function reachOf(
  channel: MessageChannel | "email_else_sms",
  { email, phone }: { email: string | null; phone: string | null },
): Reach {
  if (channel === "sms") return { channel, address: phone };
  if (channel === "email" || email !== null || phone === null) return { channel: "email", address: email };
  return { channel: "sms", address: phone };
}

/** How often a message is tried in all when the provider is down or asks to wait. */
export const mostAttempts = 8;
const firstPauseMs = 30_000;
const longestPauseMs = 60 * 60_000;

/** The pause before the next attempt: it doubles, varies by a quarter, and is at least what the provider asks for. */
export function pauseMs(attempt: number, share: number, askedMs = 0, firstMs = firstPauseMs): number {
  const doubled = Math.min(longestPauseMs, firstMs * 2 ** (attempt - 1));
  return Math.round(Math.max(askedMs, doubled * (0.75 + share / 2)));
}

/** Whether another try can help. */
export function isTriedAgain(category: DeliveryCategory, attempt: number): boolean {
  return (category === "provider_down" || category === "throttled") && attempt < mostAttempts;
}

const givenUp: Record<DeliveryCategory, string> = {
  bad_address: "Nobody is at this address. Correct it at the contact and send again.",
  provider_down: "The provider could not be reached, however often it was tried. Send again when it is back.",
  throttled: "The provider kept asking to wait, and the message was given up. Send again later.",
  rejected: "The provider does not carry this message. See the attempts for what it said.",
};

/** Why it was given up, for people. */
export function givenUpReason(category: DeliveryCategory): string {
  return givenUp[category];
}

export const neverTakenReason = "The provider never got it, so nothing was sent. Send it again.";

export const uncertainReason =
  "It may have been sent: the answer was lost. Ask the recipient before you send it again.";

/** Why a reminder is not sent after all. */
export type StopCode =
  | "paid"
  | "payment_pending"
  | "promise"
  | "dispute"
  | "hardship"
  | "notice_served"
  | "opted_out"
  | "lease_over"
  | "cancelled";

const stopped: Record<StopCode, string> = {
  paid: "Nothing is overdue any more.",
  payment_pending: "Money has come in that is not allocated yet, or is on its way.",
  promise: "The tenant has promised to pay, and the day has not passed.",
  dispute: "The debt is in dispute.",
  hardship: "The tenant is in hardship; somebody talks to them.",
  notice_served: "Notice was served: what is said now is said by a person.",
  opted_out: "The tenant wants no messages by this way.",
  lease_over: "The lease is over.",
  cancelled: "It was cancelled before it was sent.",
};

export function stopReason(code: StopCode): string {
  return stopped[code];
}

/** Where a lease stands, as a reminder sees it. Amounts in minor units. */
export type ReminderPosition = {
  leaseStatus: string;
  /** Overdue after what the tenant holds as credit. */
  overdueMinor: number;
  unallocatedMinor: number;
  /** A prompt or a page is being paid. */
  isBeingPaid: boolean;
  /** Kinds of the holds that are in force. */
  holds: readonly string[];
  isOptedOut: boolean;
};

/** Why a lease is not reminded now; null when it is. Not in arrears comes first. */
export function findStop(position: ReminderPosition, leastOverdueMinor: number): StopCode | null {
  if (position.overdueMinor < Math.max(1, leastOverdueMinor)) return "paid";
  if (position.unallocatedMinor > 0 || position.isBeingPaid) return "payment_pending";
  for (const kind of ["promise", "dispute", "payment_pending", "hardship", "notice_served"] as const)
    if (position.holds.includes(kind)) return kind;
  if (position.leaseStatus === "notice") return "notice_served";
  if (position.leaseStatus !== "active") return "lease_over";
  return position.isOptedOut ? "opted_out" : null;
}

/** The step that is due after so many days: the latest one reached. Earlier ones that were missed are not caught up. */
export function stepOn<Step extends { day: number }>(
  steps: readonly Step[],
  daysOverdue: number,
): Step | null {
  return (
    steps.filter(({ day }) => day <= daysOverdue).toSorted((left, right) => right.day - left.day)[0] ?? null
  );
}
