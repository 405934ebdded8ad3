import type { PaymentRowDto } from "@stead/contracts/payments";
import { StatusBadge } from "@stead/ui/badge";
import { payments as text } from "../../messages/en/payments.ts";

const tones = {
  unallocated: "warn",
  part_allocated: "info",
  allocated: "good",
  refunded: "neutral",
  reversed: "bad",
} as const;

export function PaymentStatus({ status }: { readonly status: PaymentRowDto["status"] }) {
  return <StatusBadge tone={tones[status]}>{text.statuses[status]}</StatusBadge>;
}
