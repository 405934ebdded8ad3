"use client";

import type { InvoiceDto } from "@stead/contracts/billing";
import { Badge } from "@stead/ui/badge";
import { ButtonLink } from "@stead/ui/button";
import { CivilDateText } from "@stead/ui/date-text";
import { EmptyState } from "@stead/ui/empty-state";
import { Money } from "@stead/ui/money";
import { Section } from "@stead/ui/section";
import { Table, type TableColumn } from "@stead/ui/table";
import { Explained } from "../../lib/explained.tsx";
import { useCan } from "../../lib/session.tsx";
import { invoices as text } from "../../messages/en/billing.ts";

type Row = InvoiceDto["allocations"][number];

function columnsOf({ currency, paidMinor }: InvoiceDto): readonly TableColumn<Row>[] {
  return [
    {
      id: "receipt",
      header: text.receiptWord,
      cell: (row) => text.receipt(row.receiptNumber),
      phone: "title",
    },
    {
      id: "on",
      header: text.allocatedOn,
      cell: (row) => <CivilDateText date={row.allocatedOn} />,
      width: 130,
      phone: "detail",
    },
    {
      id: "state",
      header: "",
      cell: (row) => (row.isReversed || row.amountMinor < 0) && <Badge tone="warn">{text.takenBack}</Badge>,
      width: 130,
      phone: "note",
    },
    {
      id: "amount",
      header: text.amount,
      unit: currency,
      cell: (row) => (
        <Explained title={text.allocationWhy} explanation={row.explanation}>
          <Money
            amountMinor={row.amountMinor}
            currency={currency}
            isZeroShown
            {...(row.isReversed && { className: "line-through" })}
          />
        </Explained>
      ),
      width: 150,
      align: "right",
      phone: "value",
      total: <Money amountMinor={paidMinor} currency={currency} isZeroShown />,
    },
  ];
}

/** Every payment that was put on the invoice, with its reason; what was taken back stays in sight. */
export function InvoiceSettlement({ invoice }: { readonly invoice: InvoiceDto }) {
  const canPay = useCan("payments:write");
  const pay = (
    <ButtonLink
      href={`/payments/new?lease=${invoice.leaseId}&invoice=${invoice.id}&amount=${invoice.openMinor}`}
    >
      {text.actions.pay}
    </ButtonLink>
  );
  return (
    <div id="settlement">
      <Section title={text.settlement} description={text.settlementHelp} hasRule>
        {invoice.allocations.length === 0 ? (
          <EmptyState title={text.notSettled} action={canPay && invoice.openMinor > 0 && pay} />
        ) : (
          <Table
            label={text.settlement}
            columns={columnsOf(invoice)}
            rows={invoice.allocations}
            getRowId={(row) => row.id}
            getRowHref={(row) => `/payments/${row.paymentId}`}
            totalLabel={text.paid}
          />
        )}
      </Section>
    </div>
  );
}
