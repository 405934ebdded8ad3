import type { BillingRunDto } from "@stead/contracts/billing";
import { StatusBadge } from "@stead/ui/badge";
import { billing as text } from "../../messages/en/billing.ts";

const tones = { queued: "neutral", running: "info", done: "good", failed: "bad", cancelled: "warn" } as const;

export function RunStatus({ status }: { readonly status: BillingRunDto["status"] }) {
  return <StatusBadge tone={tones[status]}>{text.statuses[status]}</StatusBadge>;
}
