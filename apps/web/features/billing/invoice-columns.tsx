import type { InvoiceRowDto } from "@stead/contracts/billing";
import { CivilDateText } from "@stead/ui/date-text";
import type { TableColumn } from "@stead/ui/table";
import { moneyColumn } from "../../lib/cell-money.tsx";
import { invoices as text } from "../../messages/en/billing.ts";
import { InvoiceStatus } from "./invoice-status.tsx";

/** The columns of every list of invoices; `unit` is the currency that heads the amounts. */
export function invoiceColumns(unit: string): readonly TableColumn<InvoiceRowDto>[] {
  return [
    { id: "number", header: text.number, cell: (row) => row.number, width: 88, isSortable: true },
    { id: "tenant", header: text.tenant, cell: (row) => row.tenantName, phone: "title" },
    {
      id: "unit",
      header: text.unit,
      cell: (row) => `${row.unitLabel}, ${row.propertyName}`,
      phone: "detail",
    },
    { id: "kind", header: text.kind, cell: (row) => text.kinds[row.kind], width: 84, from: "xl" },
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
    moneyColumn(unit, {
      id: "total",
      header: text.total,
      amountOf: (row) => row.totalMinor,
      isZeroShown: true,
      phone: "value",
    }),
    moneyColumn(unit, {
      id: "open",
      header: text.open,
      amountOf: (row) => row.openMinor,
      isOwed: (row) => row.overdueDays > 0,
      from: "lg",
    }),
  ];
}
