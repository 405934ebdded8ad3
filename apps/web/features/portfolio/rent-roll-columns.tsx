import type { RentRollDto } from "@stead/contracts/portfolio";
import { StatusBadge } from "@stead/ui/badge";
import { CivilDateText } from "@stead/ui/date-text";
import { TextLink } from "@stead/ui/link";
import { Money } from "@stead/ui/money";
import type { TableColumn } from "@stead/ui/table";
import { CellMoney } from "../../lib/cell-money.tsx";
import { unitName } from "../../lib/unit-picker.tsx";
import { portfolio as text } from "../../messages/en/portfolio.ts";
import { occupancyTones } from "./occupancy-badge.tsx";

type Row = RentRollDto["items"][number];
type Totals = RentRollDto["totals"][number];

/** Who rents it, with the state of the unit as the dot before the name. */
function Tenant({ row }: { readonly row: Row }) {
  const empty = row.status === "unrentable" ? text.unrentableRow : text.vacantRow;
  return (
    <StatusBadge tone={occupancyTones[row.status]} className="max-w-full">
      <span className="sr-only">{text.occupancies[row.status]}:</span>
      {row.leaseId === null ? (
        <span className="text-ink-2">{empty}</span>
      ) : (
        <TextLink href={`/leases/${row.leaseId}`} isQuiet className="truncate">
          {row.tenantName}
        </TextLink>
      )}
    </StatusBadge>
  );
}

function Until({ row }: { readonly row: Row }) {
  if (row.leaseId === null) return null;
  const date = row.moveOutOn ?? row.endOn;
  return date === null ? (
    <span className="text-ink-3">{text.openEnded}</span>
  ) : (
    <span className={row.moveOutOn === null ? "" : "text-warn"}>
      {row.moveOutOn !== null && <span className="sr-only">{text.moveOut} </span>}
      <CivilDateText date={date} />
    </span>
  );
}

function PastDue({ row }: { readonly row: Row }) {
  return (
    <span className="inline-flex items-baseline gap-2">
      {row.pastDueDays > 0 && <span className="text-sm text-ink-3">{text.pastDueDays(row.pastDueDays)}</span>}
      <CellMoney amountMinor={row.pastDueMinor} currency={row.currency} tone="owed" />
    </span>
  );
}

/** The columns of the rent roll; the totals row is there when all rows are in one currency. */
export function rentRollColumns(
  currency: string,
  totals: Totals | undefined,
  isOfProperty: boolean,
): TableColumn<Row>[] {
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
    width: 120,
    cell: (row) => <CellMoney amountMinor={read(row)} currency={row.currency} />,
    ...(total !== undefined && { total: <Money amountMinor={total} currency={currency} /> }),
  });
  return [
    {
      id: "unit",
      header: text.unit,
      cell: (row) => (isOfProperty ? row.unitLabel : unitName(row)),
      phone: "title",
    },
    { id: "tenant", header: text.tenant, cell: (row) => <Tenant row={row} />, phone: "detail" },
    {
      id: "ends",
      header: text.ends,
      cell: (row) => <Until row={row} />,
      width: 112,
      from: "lg",
      phone: "note",
    },
    {
      ...money("market", text.marketColumn, (row) => row.marketRentMinor, totals?.grossPotentialMinor),
      from: "xl",
    },
    {
      ...money("scheduled", text.rentColumn, (row) => row.scheduledRentMinor, totals?.scheduledRentMinor),
      phone: "value",
    },
    {
      ...money("deposit", text.depositColumn, (row) => row.depositHeldMinor, totals?.depositHeldMinor),
      from: "xl",
    },
    {
      ...money("pastDue", text.pastDue, (row) => row.pastDueMinor, totals?.pastDueMinor),
      cell: (row) => <PastDue row={row} />,
      width: 135,
    },
    { ...money("prepaid", text.prepaid, (row) => row.prepaidMinor, totals?.prepaidMinor), from: "xl" },
  ];
}
