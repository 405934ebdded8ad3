"use client";

import type { LeaseDto } from "@stead/contracts/leases";
import { Stat, StatRow } from "@stead/ui/stat";
import { Why } from "@stead/ui/why";
import { moneyText } from "../../lib/format.ts";
import { leases as text } from "../../messages/en/leases.ts";

/** The figures of a lease, each leading to what it is made of. */
export function LeaseFigures({ lease }: { readonly lease: LeaseDto }) {
  const {
    id,
    currency,
    openMinor,
    creditMinor,
    overdueMinor,
    rentMinor,
    depositHeldMinor,
    depositMinor,
    dueDay,
  } = lease;
  const money = (amountMinor: number) => moneyText(amountMinor, currency);
  const balanceMinor = openMinor - creditMinor;
  return (
    <StatRow className="mb-6">
      <Stat
        label={text.balance}
        value={<span className={balanceMinor > 0 ? "text-bad" : ""}>{money(balanceMinor)}</span>}
        href={`/leases/${id}`}
        aside={
          <Why
            title={text.balance}
            rule={text.balanceWhy}
            lines={[
              { label: text.openInvoices, value: money(openMinor) },
              { label: text.credit, value: money(-creditMinor) },
              { label: text.balance, value: money(balanceMinor), isResult: true },
            ]}
          />
        }
      />
      <Stat
        label={text.overdue}
        value={<span className={overdueMinor > 0 ? "text-bad" : ""}>{money(overdueMinor)}</span>}
        href={`/invoices?lease=${id}`}
      />
      <Stat
        label={text.rent}
        value={money(rentMinor)}
        href={`/leases/${id}/schedule`}
        note={`${text.rentPer}, ${text.dueOnDay(dueDay)}`}
      />
      <Stat
        label={text.depositHeld}
        value={money(depositHeldMinor)}
        href={`/leases/${id}/deposit`}
        note={text.depositOf(money(depositMinor))}
      />
    </StatRow>
  );
}
