"use client";

import type { UnitDto } from "@stead/contracts/portfolio";
import { ButtonLink } from "@stead/ui/button";
import { CivilDateText } from "@stead/ui/date-text";
import { EmptyState } from "@stead/ui/empty-state";
import { Section } from "@stead/ui/section";
import { Table, type TableColumn } from "@stead/ui/table";
import { CellMoney } from "../../lib/cell-money.tsx";
import { LeaseStatusBadge } from "../../lib/lease-status-badge.tsx";
import { useCan } from "../../lib/session.tsx";
import { portfolio as text } from "../../messages/en/portfolio.ts";

type UnitLease = UnitDto["leases"][number];

function columnsOf(currency: string): TableColumn<UnitLease>[] {
  return [
    { id: "tenant", header: text.tenant, cell: (row) => row.tenantName, phone: "title" },
    {
      id: "number",
      header: text.leaseNumber,
      cell: (row) => <span className="mono">#{row.number}</span>,
      width: 90,
      from: "lg",
    },
    {
      id: "status",
      header: text.status,
      cell: (row) => <LeaseStatusBadge status={row.status} />,
      width: 140,
      phone: "note",
    },
    {
      id: "starts",
      header: text.starts,
      cell: (row) => <CivilDateText date={row.startOn} />,
      width: 120,
      phone: "detail",
    },
    {
      id: "ends",
      header: text.ends,
      cell: (row) =>
        row.endOn === null ? (
          <span className="text-ink-3">{text.openEnded}</span>
        ) : (
          <CivilDateText date={row.endOn} />
        ),
      width: 120,
    },
    {
      id: "rent",
      header: text.rent,
      unit: currency,
      cell: (row) => <CellMoney amountMinor={row.rentMinor} currency={currency} />,
      width: 140,
      align: "right",
      phone: "value",
    },
  ];
}

/** Who has rented the unit, the newest first. */
export function UnitLeases({ unit }: { readonly unit: UnitDto }) {
  const canLet = useCan("leases:write");
  return (
    <Section title={text.leaseHistory}>
      <Table
        label={text.leaseHistory}
        columns={columnsOf(unit.currency)}
        rows={unit.leases}
        getRowId={(row) => row.id}
        getRowHref={(row) => `/leases/${row.id}`}
        hasKeys
        empty={
          <EmptyState
            title={text.noLeases}
            action={
              canLet &&
              unit.status === "available" && (
                <ButtonLink href={`/leases/new?unit=${unit.id}`}>{text.newLease}</ButtonLink>
              )
            }
          >
            {text.noLeasesHelp}
          </EmptyState>
        }
      />
    </Section>
  );
}
