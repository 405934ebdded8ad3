import type { RentRollDto } from "@stead/contracts/portfolio";
import { CivilDateText } from "@stead/ui/date-text";
import { TextLink } from "@stead/ui/link";
import { Money } from "@stead/ui/money";
import type { TableColumn } from "@stead/ui/table";
import { CellMoney } from "../../lib/cell-money.tsx";
import { portfolio as text } from "../../messages/en/portfolio.ts";
import { OccupancyBadge } from "./occupancy-badge.tsx";

type Row = RentRollDto["items"][number];
type Totals = RentRollDto["totals"][number];

function Tenant({ row }: { readonly row: Row }) {
  if (row.leaseId === null) return <span className="text-ink-3">{text.vacantRow}</span>;
  return (
    <TextLink href={`/leases/${row.leaseId}`} isQuiet>
      {row.tenantName}
    </TextLink>
  );
}

function Until({ row }: { readonly row: Row }) {
  if (row.leaseId === null) return null;
  const date = row.moveOutOn ?? row.endOn;
  return date === null ? <span className="text-ink-3">{text.openEnded}</span> : <CivilDateText date={date} />;
}

function PastDue({ row }: { readonly row: Row }) {
  return (
    <span className="inline-flex flex-wrap justify-end gap-x-2">
      {row.pastDueDays > 0 && <span className="text-sm text-ink-3">{text.pastDueDays(row.pastDueDays)}</span>}
      <CellMoney amountMinor={row.pastDueMinor} currency={row.currency} tone="owed" />
    </span>
  );
}

/** The columns of the rent roll; the totals row is there when all rows are in one currency. */
export function rentRollColumns(currency: string, totals: Totals | undefined): TableColumn<Row>[] {
  const money = (
    id: string,
    header: string,
    read: (row: Row) => number,
    total: number | undefined,
  ): TableColumn<Row> => ({
    id,
    header,
    unit: currency,
    align: "right",
    width: 130,
    cell: (row) => <CellMoney amountMinor={read(row)} currency={row.currency} />,
    ...(total !== undefined && { total: <Money amountMinor={total} currency={currency} /> }),
  });
  return [
    { id: "unit", header: text.unit, cell: (row) => row.unitLabel, width: 100, phone: "title" },
    { id: "property", header: text.property, cell: (row) => row.propertyName, phone: "note" },
    { id: "tenant", header: text.tenant, cell: (row) => <Tenant row={row} />, phone: "detail" },
    {
      id: "status",
      header: text.status,
      cell: (row) => <OccupancyBadge occupancy={row.status} />,
      width: 130,
      from: "lg",
    },
    { id: "ends", header: text.ends, cell: (row) => <Until row={row} />, width: 110, from: "lg" },
    {
      ...money("market", text.marketRent, (row) => row.marketRentMinor, totals?.grossPotentialMinor),
      width: 150,
      from: "xl",
    },
    {
      ...money("scheduled", text.scheduledRent, (row) => row.scheduledRentMinor, totals?.scheduledRentMinor),
      width: 160,
      phone: "value",
    },
    {
      ...money("deposit", text.deposit, (row) => row.depositHeldMinor, totals?.depositHeldMinor),
      width: 150,
      from: "xl",
    },
    {
      ...money("pastDue", text.pastDue, () => 0, totals?.pastDueMinor),
      cell: (row) => <PastDue row={row} />,
      width: 170,
    },
    { ...money("prepaid", text.prepaid, (row) => row.prepaidMinor, totals?.prepaidMinor), from: "xl" },
  ];
}
