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
  const isDraft = lease.status === "draft" || lease.status === "pending_signature";
  if (isDraft) return <DraftFigures lease={lease} />;
  return (
    <StatRow className="mb-6">
      <Stat
        label={text.balance}
        value={<span className={balanceMinor > 0 ? "text-bad" : ""}>{money(balanceMinor)}</span>}
        href={`/leases/${id}`}
        note={balanceMinor < 0 ? text.paidAhead : undefined}
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

/** A draft owes and holds nothing: what it will ask for. */
function DraftFigures({ lease }: { readonly lease: LeaseDto }) {
  const { id, currency, rentMinor, depositMinor, dueDay } = lease;
  return (
    <StatRow className="mb-6">
      <Stat
        label={text.rent}
        value={moneyText(rentMinor, currency)}
        href={`/leases/${id}/schedule`}
        note={`${text.rentPer}, ${text.dueOnDay(dueDay)}`}
      />
      <Stat
        label={text.depositAgreed}
        value={moneyText(depositMinor, currency)}
        href={`/leases/${id}/terms`}
      />
    </StatRow>
  );
}
