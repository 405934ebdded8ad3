import { StatusBadge, type StatusBadgeProps } from "@stead/ui/badge";
import { leaseStatuses } from "../messages/en/lease-statuses.ts";
import { keyOf } from "./list-state.ts";

type Tone = NonNullable<StatusBadgeProps["tone"]>;

const tones: Readonly<Record<keyof typeof leaseStatuses, Tone>> = {
  draft: "neutral",
  pending_signature: "info",
  active: "good",
  notice: "warn",
  ended: "neutral",
  cancelled: "neutral",
};

/** The state of a lease, in a word. */
export function LeaseStatusBadge({ status }: { readonly status: string }) {
  const known = keyOf(leaseStatuses, status);
  return (
    <StatusBadge tone={known ? tones[known] : "neutral"}>{known ? leaseStatuses[known] : status}</StatusBadge>
  );
}
