import type { DashboardDto } from "@stead/contracts/dashboard";
import { formatMoney } from "@stead/ui/format";
import { Money } from "@stead/ui/money";
import { Stat, StatRow } from "@stead/ui/stat";
import { monthEndOf } from "../../lib/months.ts";
import { dashboard as text } from "../../messages/en/dashboard.ts";

/** The month in figures; each leads to what it is made of. */
export function DashboardFigures({ data }: { readonly data: DashboardDto }) {
  const { currency, thisMonth, lastMonth, occupancy } = data;
  const monthly = `dueFrom=${thisMonth.month}&dueTo=${monthEndOf(thisMonth.month)}`;
  const figure = (amountMinor: number) => (
    <Money amountMinor={amountMinor} currency={currency} isZeroShown isWhole />
  );
  const whole = (amountMinor: number) => formatMoney(amountMinor, { currency, isWhole: true });
  const before = (amountMinor: number) => text.lastMonth(whole(amountMinor));
  return (
    <StatRow className="lg:*:px-4 2xl:*:px-6">
      <Stat
        label={text.charged}
        value={figure(thisMonth.chargedMinor)}
        href={`/invoices?${monthly}`}
        note={before(lastMonth.chargedMinor)}
      />
      <Stat
        label={text.paid}
        value={figure(thisMonth.paidMinor)}
        href={`/invoices?status=paid&${monthly}`}
        note={before(lastMonth.paidMinor)}
      />
      <Stat
        label={text.open}
        value={figure(thisMonth.openMinor)}
        href={`/invoices?status=open&${monthly}`}
        note={before(lastMonth.openMinor)}
      />
      <Stat
        label={text.received}
        value={figure(thisMonth.receivedMinor)}
        href={`/payments?receivedFrom=${thisMonth.month}`}
        note={before(lastMonth.receivedMinor)}
      />
      <Stat
        label={text.overdue}
        value={figure(data.overdueMinor)}
        href="/arrears"
        note={text.longOverdue(whole(data.arrears.over90))}
      />
      <Stat
        label={text.occupancy}
        value={
          occupancy.unitCount === 0
            ? "—"
            : `${((100 * occupancy.occupiedCount) / occupancy.unitCount).toFixed(1)}\u00A0%`
        }
        href="/units?occupancy=vacant"
        note={text.vacantOf(occupancy.vacantCount, occupancy.unitCount)}
      />
    </StatRow>
  );
}
