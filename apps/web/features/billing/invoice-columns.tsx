import type { InvoiceRowDto } from "@stead/contracts/billing";
import { CivilDateText } from "@stead/ui/date-text";
import type { TableColumn } from "@stead/ui/table";
import { CellMoney } from "../../lib/cell-money.tsx";
import { formatMonth } from "../../lib/format.ts";
import { invoices as text } from "../../messages/en/billing.ts";
import { InvoiceStatus } from "./invoice-status.tsx";

/** The columns of every list of invoices; `unit` is the currency that heads the amounts. */
export function invoiceColumns(unit: string): readonly TableColumn<InvoiceRowDto>[] {
  return [
    {
      id: "number",
      header: text.number,
      cell: (row) => <span className="tabular-nums">{row.number}</span>,
      width: 96,
      isSortable: true,
    },
    { id: "tenant", header: text.tenant, cell: (row) => row.tenantName, phone: "title" },
    {
      id: "unit",
      header: text.unit,
      cell: (row) => `${row.unitLabel}, ${row.propertyName}`,
      phone: "detail",
    },
    { id: "period", header: text.period, cell: (row) => formatMonth(row.periodStart), width: 96, from: "xl" },
    { id: "kind", header: text.kind, cell: (row) => text.kinds[row.kind], width: 90, from: "xl" },
    {
      id: "due",
      header: text.due,
      cell: (row) => <CivilDateText date={row.dueOn} />,
      width: 116,
      isSortable: true,
      from: "lg",
    },
    {
      id: "status",
      header: text.status,
      cell: (row) => <InvoiceStatus invoice={row} />,
      width: 128,
      phone: "note",
    },
    {
      id: "total",
      header: text.total,
      unit,
      cell: (row) => <CellMoney amountMinor={row.totalMinor} currency={row.currency} isZeroShown />,
      width: 130,
      align: "right",
      from: "lg",
    },
    {
      id: "open",
      header: text.open,
      unit,
      cell: (row) => (
        <CellMoney
          amountMinor={row.openMinor}
          currency={row.currency}
          tone={row.overdueDays > 0 ? "owed" : "plain"}
        />
      ),
      width: 130,
      align: "right",
      phone: "value",
    },
  ];
}
