"use client";

import type { LeaseRowDto } from "@stead/contracts/leases";
import { ButtonLink } from "@stead/ui/button";
import { DescriptionList } from "@stead/ui/description-list";
import { SidePanel } from "@stead/ui/drawer";
import { TextLink } from "@stead/ui/link";
import { formatDay, moneyText } from "../../lib/format.ts";
import { LeaseStatusBadge } from "../../lib/lease-status-badge.tsx";
import { useCan } from "../../lib/session.tsx";
import { unitName } from "../../lib/unit-picker.tsx";
import { leaseActions } from "../../messages/en/lease-actions.ts";
import { leases as text } from "../../messages/en/leases.ts";
import { records } from "../../messages/en/records.ts";

/** A look at a lease beside the list. */
export function LeasePeek({ lease, onClose }: { readonly lease: LeaseRowDto; readonly onClose: () => void }) {
  const canPay = useCan("payments:write");
  const { id, currency, startOn, endOn, moveOutOn } = lease;
  const money = (amountMinor: number) => moneyText(amountMinor, currency);
  const end = moveOutOn ?? endOn;
  return (
    <SidePanel
      isOpen
      onClose={onClose}
      title={lease.tenantName}
      actions={
        <ButtonLink href={`/leases/${id}`} size="sm">
          {records.open}
        </ButtonLink>
      }
      footer={
        canPay &&
        lease.openMinor > 0 && (
          <ButtonLink href={`/payments/new?lease=${id}`}>{leaseActions.recordPayment}</ButtonLink>
        )
      }
    >
      <DescriptionList
        items={[
          { term: text.status, value: <LeaseStatusBadge status={lease.status} /> },
          { term: text.unit, value: <TextLink href={`/units/${lease.unitId}`}>{unitName(lease)}</TextLink> },
          { term: text.number, value: <span className="mono">#{lease.number}</span> },
          { term: text.reference, value: <span className="mono">{lease.reference}</span> },
          { term: text.start, value: formatDay(startOn) },
          { term: text.end, value: end === null ? text.openEnded : formatDay(end) },
          { term: text.rent, value: money(lease.rentMinor) },
          { term: text.openInvoices, value: money(lease.openMinor) },
          { term: text.credit, value: money(lease.creditMinor) },
        ]}
      />
    </SidePanel>
  );
}
