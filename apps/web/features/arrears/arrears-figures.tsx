"use client";

import { formatMoney, formatPercent } from "@stead/ui/format";
import { Money } from "@stead/ui/money";
import { StackChart } from "@stead/ui/stack-chart";
import { Stat } from "@stead/ui/stat";
import { Why } from "@stead/ui/why";
import { arrears as text } from "../../messages/en/arrears.ts";
import { bucketIds, overdueOf, type ArrearsTotals } from "./arrears-columns.tsx";

/** From which age on each part of the plot is listed. */
const minDays = { dueToday: 0, days1to30: 1, days31to60: 31, days61to90: 61, over90: 91 } as const;
const plotted = ["dueToday", "days1to30", "days31to60", "days61to90", "over90"] as const;

/** What is late in one currency: the figures, and the late part plotted by its age. */
export function ArrearsFigures({ totals }: { readonly totals: ArrearsTotals }) {
  const { currency, buckets } = totals;
  const money = (minor: number) => (
    <Money amountMinor={minor} currency={currency} hasCurrency isZeroShown isWhole />
  );
  return (
    <div className="grid items-start gap-x-12 gap-y-6 lg:grid-cols-[minmax(0,1fr)_minmax(0,26rem)]">
      <div className="grid grid-cols-2 gap-x-8 gap-y-6">
        <Overdue totals={totals} />
        <Stat label={text.buckets.notDue} value={money(buckets.notDue)} href="/invoices?status=open" />
        <Stat
          label={text.total}
          value={money(totals.totalMinor)}
          note={text.leaseCount(totals.leaseCount)}
          href="/accounts?account=1100"
        />
        <Stat label={text.credit} value={money(totals.creditMinor)} href="/accounts?account=2010" />
      </div>
      <StackChart
        label={text.byAge(currency)}
        segments={plotted.map((id) => ({
          id,
          label: text.buckets[id],
          value: buckets[id],
          ...(minDays[id] > 0 && { href: `/arrears?late=${minDays[id]}&currency=${currency}` }),
        }))}
        formatValue={(minor) => formatMoney(minor, { currency })}
        formatShare={(share) => formatPercent(share, 0)}
      />
    </div>
  );
}

function Overdue({ totals }: { readonly totals: ArrearsTotals }) {
  const { currency, buckets } = totals;
  const overdue = (isWhole: boolean) => (
    <Money
      amountMinor={overdueOf(buckets)}
      currency={currency}
      hasCurrency
      isZeroShown
      isWhole={isWhole}
      tone="owed"
    />
  );
  const lines = bucketIds.slice(2).map((id) => ({
    label: text.buckets[id],
    value: <Money amountMinor={buckets[id]} currency={currency} isZeroShown />,
  }));
  return (
    <Stat
      label={text.overdue}
      aside={
        <Why
          title={text.overdueWhy}
          rule={text.overdueRule}
          lines={[...lines, { label: text.overdue, value: overdue(false), isResult: true }]}
        />
      }
      value={overdue(true)}
      href="/invoices?status=overdue"
    />
  );
}
