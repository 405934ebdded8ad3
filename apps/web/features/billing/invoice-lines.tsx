"use client";

import type { InvoiceDto } from "@stead/contracts/billing";
import { Money } from "@stead/ui/money";
import { Section } from "@stead/ui/section";
import { Table, type TableColumn } from "@stead/ui/table";
import { Explained } from "../../lib/explained.tsx";
import { formatDay } from "../../lib/format.ts";
import { invoices as text } from "../../messages/en/billing.ts";

type Line = InvoiceDto["charges"][number];

/** What an invoice charges; each amount tells how it was reckoned. */
export function InvoiceLines({ invoice }: { readonly invoice: InvoiceDto }) {
  const { currency } = invoice;
  const hasTax = invoice.taxMinor !== 0;
  const money = (minor: number) => <Money amountMinor={minor} currency={currency} isZeroShown />;
  const taxed: readonly TableColumn<Line>[] = [
    {
      id: "net",
      header: text.net,
      unit: currency,
      cell: (line) => money(line.netMinor),
      width: 130,
      align: "right",
      from: "lg",
      total: money(invoice.netMinor),
    },
    {
      id: "tax",
      header: text.tax,
      unit: currency,
      cell: (line) => <Money amountMinor={line.taxMinor} currency={currency} />,
      width: 120,
      align: "right",
      from: "lg",
      total: money(invoice.taxMinor),
    },
  ];
  const columns: readonly TableColumn<Line>[] = [
    { id: "description", header: text.description, cell: (line) => line.description, phone: "title" },
    {
      id: "days",
      header: text.days,
      cell: (line) => `${formatDay(line.periodStart)} – ${formatDay(line.periodEnd)}`,
      width: 230,
      phone: "detail",
    },
    ...(hasTax ? taxed : []),
    {
      id: "amount",
      header: text.gross,
      unit: currency,
      cell: (line) => (
        <Explained title={text.lineWhy(line.description)} explanation={line.explanation}>
          {money(line.netMinor + line.taxMinor)}
        </Explained>
      ),
      width: 150,
      align: "right",
      phone: "value",
      total: money(invoice.totalMinor),
    },
  ];
  return (
    <div id="lines">
      <Section title={text.lines}>
        <Table
          label={text.lines}
          columns={columns}
          rows={invoice.charges}
          getRowId={(line) => line.id}
          totalLabel={text.total}
        />
      </Section>
    </div>
  );
}
