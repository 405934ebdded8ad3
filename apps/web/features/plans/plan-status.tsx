import type { PlanPriceDto, SubscriptionStatus } from "@stead/contracts/plans";
import { StatusBadge, type Tone } from "@stead/ui/badge";
import { moneyText } from "../../lib/format.ts";
import { plans as text } from "../../messages/en/plans.ts";

const tones: Readonly<Record<SubscriptionStatus, Tone>> = {
  none: "neutral",
  incomplete: "warn",
  incomplete_expired: "neutral",
  trialing: "info",
  active: "good",
  past_due: "warn",
  paused: "bad",
  unpaid: "bad",
  canceled: "bad",
};

/** Where a subscription stands, in words. */
export function PlanStatus({ status }: { readonly status: SubscriptionStatus }) {
  return <StatusBadge tone={tones[status]}>{text.statuses[status]}</StatusBadge>;
}

/** A price in words: "USD 20.00 a month". */
export function priceWords({ amountMinor, currency, interval }: PlanPriceDto): string {
  return text.every[interval](moneyText(amountMinor, currency));
}
