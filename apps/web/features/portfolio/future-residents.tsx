"use client";

import type { RentRollDto } from "@stead/contracts/portfolio";
import { CivilDateText } from "@stead/ui/date-text";
import { Section } from "@stead/ui/section";
import { Table, type TableColumn } from "@stead/ui/table";
import { CellMoney } from "../../lib/cell-money.tsx";
import { useSession } from "../../lib/session.tsx";
import { portfolio as text } from "../../messages/en/portfolio.ts";

type Future = RentRollDto["future"][number];

function columnsOf(currency: string): TableColumn<Future>[] {
  return [
    { id: "tenant", header: text.tenant, cell: (row) => row.tenantName, phone: "title" },
    { id: "unit", header: text.unit, cell: (row) => row.unitLabel, width: 120, phone: "detail" },
    { id: "property", header: text.property, cell: (row) => row.propertyName },
    {
      id: "starts",
      header: text.starts,
      cell: (row) => <CivilDateText date={row.startOn} />,
      width: 130,
      phone: "note",
    },
    {
      id: "rent",
      header: text.rent,
      unit: currency,
      cell: (row) => <CellMoney amountMinor={row.rentMinor} currency={row.currency} />,
      width: 150,
      align: "right",
      phone: "value",
    },
  ];
}

/** Who moves in after the day of the rent roll. */
export function FutureResidents({ future }: { readonly future: readonly Future[] }) {
  const { agency } = useSession();
  return (
    <Section title={text.futureResidents} description={text.futureResidentsHelp} className="mt-8">
      {future.length === 0 ? (
        <p className="text-ink-2">{text.noFuture}</p>
      ) : (
        <Table
          label={text.futureResidents}
          columns={columnsOf(agency.currency)}
          rows={future}
          getRowId={(row) => row.leaseId}
          getRowHref={(row) => `/leases/${row.leaseId}`}
        />
      )}
    </Section>
  );
}
