import type { BillingRunDto } from "@stead/contracts/billing";
import { Stat, StatRow } from "@stead/ui/stat";
import { formatCount } from "../../lib/format.ts";
import { billing as text } from "../../messages/en/billing.ts";
import { CurrencyTotals } from "./currency-totals.tsx";

/** What a run has billed so far; the figures lead to its invoices. */
export function RunFigures({ run, href }: { readonly run: BillingRunDto; readonly href: string }) {
  return (
    <StatRow>
      <Stat label={text.leaseCount} value={formatCount(run.leaseCount)} />
      <Stat label={text.invoiceCount} value={formatCount(run.invoiceCount)} href={href} />
      <Stat label={text.chargeCount} value={formatCount(run.chargeCount)} />
      <Stat label={text.total} value={<CurrencyTotals totals={run.totals} />} href={href} />
    </StatRow>
  );
}
