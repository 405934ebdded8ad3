import type { InvoiceRowDto } from "@stead/contracts/billing";
import { StatusBadge } from "@stead/ui/badge";
import { invoices as text } from "../../messages/en/billing.ts";

const tones = {
  open: "info",
  part_paid: "warn",
  paid: "good",
  credited: "neutral",
  written_off: "neutral",
} as const;

/** What became of an invoice; late ones say for how long. */
export function InvoiceStatus({
  invoice,
}: {
  readonly invoice: Pick<InvoiceRowDto, "status" | "overdueDays">;
}) {
  if (invoice.overdueDays > 0)
    return <StatusBadge tone="bad">{text.overdueFor(invoice.overdueDays)}</StatusBadge>;
  return <StatusBadge tone={tones[invoice.status]}>{text.statuses[invoice.status]}</StatusBadge>;
}
