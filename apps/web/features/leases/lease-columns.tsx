import type { LeaseRowDto } from "@stead/contracts/leases";
import { CivilDateText } from "@stead/ui/date-text";
import type { TableColumn } from "@stead/ui/table";
import { CellMoney } from "../../lib/cell-money.tsx";
import { LeaseStatusBadge } from "../../lib/lease-status-badge.tsx";
import { unitName } from "../../lib/unit-picker.tsx";
import { leases as text } from "../../messages/en/leases.ts";

function End({ lease }: { readonly lease: Pick<LeaseRowDto, "endOn" | "moveOutOn"> }) {
  const date = lease.moveOutOn ?? lease.endOn;
  return date === null ? <span className="text-ink-3">{text.openEnded}</span> : <CivilDateText date={date} />;
}

/** The columns of leases; those of one property leave its name out. */
export function leaseColumns(currency: string, isOfProperty: boolean): TableColumn<LeaseRowDto>[] {
  return [
    { id: "tenant", header: text.tenant, cell: (row) => row.tenantName, phone: "title" },
    {
      id: "number",
      header: text.number,
      cell: (row) => <span className="mono text-ink-2">#{row.number}</span>,
      width: 85,
      isSortable: true,
      from: "lg",
    },
    {
      id: "unit",
      header: text.unit,
      cell: (row) => (isOfProperty ? row.unitLabel : unitName(row)),
      phone: "detail",
    },
    {
      id: "status",
      header: text.status,
      cell: (row) => <LeaseStatusBadge status={row.status} />,
      width: 125,
      phone: "note",
    },
    {
      id: "start",
      header: text.start,
      cell: (row) => <CivilDateText date={row.startOn} />,
      width: 115,
      isSortable: true,
      from: "xl",
    },
    {
      id: "end",
      header: text.end,
      cell: (row) => <End lease={row} />,
      width: 115,
      isSortable: true,
      from: "lg",
    },
    {
      id: "rent",
      header: text.rent,
      unit: currency,
      cell: (row) => <CellMoney amountMinor={row.rentMinor} currency={row.currency} />,
      width: 115,
      align: "right",
      from: "lg",
    },
    {
      id: "balance",
      header: text.balance,
      unit: currency,
      cell: (row) => (
        <CellMoney amountMinor={row.openMinor - row.creditMinor} currency={row.currency} tone="owed" />
      ),
      width: 130,
      align: "right",
      phone: "value",
    },
  ];
}
