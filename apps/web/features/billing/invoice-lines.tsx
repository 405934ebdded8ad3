"use client";

import type { InvoiceDto } from "@stead/contracts/billing";
import { Money } from "@stead/ui/money";
import { Section } from "@stead/ui/section";
import { Table, type TableColumn } from "@stead/ui/table";
import { Explained } from "../../lib/explained.tsx";
import { formatDay } from "../../lib/format.ts";
import { invoices as text } from "../../messages/en/billing.ts";

type Line = InvoiceDto["charges"][number];

function taxColumns({ currency, netMinor, taxMinor }: InvoiceDto): readonly TableColumn<Line>[] {
  if (taxMinor === 0) return [];
  const side = { unit: currency, width: 120, align: "right", from: "lg" } as const;
  const money = (minor: number, isZeroShown = true) => (
    <Money amountMinor={minor} currency={currency} isZeroShown={isZeroShown} />
  );
  return [
    { id: "net", header: text.net, cell: (line) => money(line.netMinor), ...side, total: money(netMinor) },
    {
      id: "tax",
      header: text.tax,
      cell: (line) => money(line.taxMinor, false),
      ...side,
      total: money(taxMinor),
    },
  ];
}

function columnsOf(invoice: InvoiceDto): readonly TableColumn<Line>[] {
  const { currency } = invoice;
  return [
    { id: "description", header: text.description, cell: (line) => line.description, phone: "title" },
    {
      id: "days",
      header: text.days,
      cell: (line) => `${formatDay(line.periodStart)} – ${formatDay(line.periodEnd)}`,
      width: 230,
      phone: "detail",
    },
    ...taxColumns(invoice),
    {
      id: "amount",
      header: text.gross,
      unit: currency,
      cell: (line) => (
        <Explained title={text.lineWhy(line.description)} explanation={line.explanation}>
          <Money amountMinor={line.netMinor + line.taxMinor} currency={currency} isZeroShown />
        </Explained>
      ),
      width: 150,
      align: "right",
      phone: "value",
      total: <Money amountMinor={invoice.totalMinor} currency={currency} isZeroShown />,
    },
  ];
}

/** What an invoice charges; each amount tells how it was reckoned. */
export function InvoiceLines({ invoice }: { readonly invoice: InvoiceDto }) {
  return (
    <div id="lines">
      <Section title={text.lines}>
        <Table
          label={text.lines}
          columns={columnsOf(invoice)}
          rows={invoice.charges}
          getRowId={(line) => line.id}
          totalLabel={text.total}
        />
      </Section>
    </div>
  );
}
