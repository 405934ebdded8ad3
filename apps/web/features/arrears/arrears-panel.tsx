"use client";

import type { ArrearsRowDto } from "@stead/contracts/arrears";
import { ButtonLink } from "@stead/ui/button";
import { CivilDateText } from "@stead/ui/date-text";
import { DescriptionList } from "@stead/ui/description-list";
import { SidePanel } from "@stead/ui/drawer";
import { TextLink } from "@stead/ui/link";
import { Money } from "@stead/ui/money";
import { useCan } from "../../lib/session.tsx";
import { arrears as text } from "../../messages/en/arrears.ts";
import { bucketIds } from "./arrears-columns.tsx";

/** One tenant's arrears beside the list: by age, what covers them, and what to do. */
export default function ArrearsPanel({
  row,
  onClose,
}: {
  readonly row: ArrearsRowDto;
  readonly onClose: () => void;
}) {
  const canPay = useCan("payments:write");
  const { currency } = row;
  const money = (minor: number | null) => (
    <Money amountMinor={minor} currency={currency} hasCurrency isZeroShown />
  );
  return (
    <SidePanel
      isOpen
      onClose={onClose}
      title={row.tenantName}
      actions={
        canPay && (
          <ButtonLink size="sm" variant="primary" href={`/payments/new?lease=${row.leaseId}`}>
            {text.recordPayment}
          </ButtonLink>
        )
      }
    >
      <div className="grid gap-5">
        <div className="flex flex-wrap gap-x-4 gap-y-1">
          <TextLink href={`/leases/${row.leaseId}`}>
            {row.unitLabel}, {row.propertyName}
          </TextLink>
          <TextLink href={`/invoices?lease=${row.leaseId}`}>{text.openInvoices}</TextLink>
          {row.phone && <TextLink href={`tel:${row.phone}`}>{text.call(row.phone)}</TextLink>}
        </div>
        <DescriptionList
          items={[
            ...bucketIds.map((id) => ({ term: text.buckets[id], value: money(row.buckets[id]) })),
            { term: <strong>{text.total}</strong>, value: <strong>{money(row.totalMinor)}</strong> },
          ]}
        />
        <DescriptionList
          items={[
            { term: text.credit, value: money(row.creditMinor) },
            { term: text.deposit, value: money(row.depositHeldMinor) },
            { term: text.oldest, value: <CivilDateText date={row.oldestDueOn} /> },
            { term: text.lastPayment, value: row.lastPaymentOn ? <LastPayment row={row} /> : text.never },
          ]}
        />
      </div>
    </SidePanel>
  );
}

function LastPayment({ row }: { readonly row: ArrearsRowDto }) {
  return (
    <TextLink isQuiet href={`/payments?lease=${row.leaseId}`}>
      <Money amountMinor={row.lastPaymentMinor} currency={row.currency} hasCurrency /> ·{" "}
      <CivilDateText date={row.lastPaymentOn} />
    </TextLink>
  );
}
