"use client";

import type { ContactDto } from "@stead/contracts/contacts";
import { ButtonLink } from "@stead/ui/button";
import { CivilDateText } from "@stead/ui/date-text";
import { EmptyState } from "@stead/ui/empty-state";
import { Table, type TableColumn } from "@stead/ui/table";
import { CellMoney } from "../../lib/cell-money.tsx";
import { LeaseStatusBadge } from "../../lib/lease-status-badge.tsx";
import { keyOf } from "../../lib/list-state.ts";
import { useCan, useSession } from "../../lib/session.tsx";
import { contacts as text } from "../../messages/en/contacts.ts";

type ContactLease = ContactDto["leases"][number];

function partyRole(role: string): string {
  const known = keyOf(text.partyRoles, role);
  return known ? text.partyRoles[known] : role;
}

function columnsOf(currency: string, isShort: boolean): TableColumn<ContactLease>[] {
  const columns: (TableColumn<ContactLease> | false)[] = [
    { id: "unit", header: text.unit, cell: (row) => `${row.unitLabel}, ${row.propertyName}`, phone: "title" },
    !isShort && {
      id: "number",
      header: text.lease,
      cell: (row) => <span className="mono">#{row.number}</span>,
      width: 90,
      from: "lg",
    },
    !isShort && { id: "role", header: text.as, cell: (row) => partyRole(row.role), width: 110, from: "lg" },
    {
      id: "status",
      header: text.status,
      cell: (row) => <LeaseStatusBadge status={row.status} />,
      width: 130,
      phone: "detail",
    },
    !isShort && {
      id: "starts",
      header: text.starts,
      cell: (row) => <CivilDateText date={row.startOn} />,
      width: 120,
    },
    !isShort && {
      id: "rent",
      header: text.rent,
      unit: currency,
      cell: (row) => <CellMoney amountMinor={row.rentMinor} currency={row.currency} />,
      width: 140,
      align: "right",
      from: "lg",
    },
    {
      id: "open",
      header: text.open,
      unit: currency,
      cell: (row) => <CellMoney amountMinor={row.openMinor} currency={row.currency} tone="owed" />,
      width: 130,
      align: "right",
      phone: "value",
    },
  ];
  return columns.filter((column) => column !== false);
}

/** The leases that name somebody, with what is open on each. */
export function ContactLeases({
  contact,
  isShort = false,
}: {
  readonly contact: ContactDto;
  readonly isShort?: boolean;
}) {
  const { agency } = useSession();
  const canLet = useCan("leases:write");
  return (
    <Table
      label={text.leases}
      columns={columnsOf(agency.currency, isShort)}
      rows={contact.leases}
      getRowId={(row) => `${row.id}${row.role}`}
      getRowHref={(row) => `/leases/${row.id}`}
      hasKeys={!isShort}
      empty={
        <EmptyState
          title={text.noLeases}
          action={
            canLet &&
            contact.status === "active" && (
              <ButtonLink href={`/leases/new?contact=${contact.id}`}>{text.newLease}</ButtonLink>
            )
          }
        >
          {text.noLeasesHelp}
        </EmptyState>
      }
    />
  );
}
