"use client";

import type { DashboardDto } from "@stead/contracts/dashboard";
import { ButtonLink } from "@stead/ui/button";
import { CivilDateText } from "@stead/ui/date-text";
import { EmptyState } from "@stead/ui/empty-state";
import { TextLink } from "@stead/ui/link";
import { Money } from "@stead/ui/money";
import { Section } from "@stead/ui/section";
import { Table, type TableColumn } from "@stead/ui/table";
import { useCan } from "../../lib/session.tsx";
import { dashboard as text } from "../../messages/en/dashboard.ts";
import { columnNames } from "../../messages/en/columns.ts";

type Ending = DashboardDto["endingLeases"][number];
type Payment = DashboardDto["recentPayments"][number];

const endingColumns: readonly TableColumn<Ending>[] = [
  { id: "tenant", header: columnNames.tenant, cell: (row) => row.tenantName, phone: "title" },
  {
    id: "unit",
    header: columnNames.unit,
    cell: (row) => `${row.propertyName}, ${row.unitLabel}`,
    phone: "detail",
  },
  {
    id: "end",
    header: columnNames.ends,
    cell: (row) => <CivilDateText date={row.endOn} />,
    width: 120,
    align: "right",
    phone: "value",
  },
  { id: "days", header: "", cell: (row) => text.endsIn(row.days), width: 100, align: "right", from: "lg" },
];

const paymentColumns: readonly TableColumn<Payment>[] = [
  {
    id: "tenant",
    header: columnNames.tenant,
    cell: (row) => row.tenantName ?? text.unknownPayer,
    phone: "title",
  },
  {
    id: "unit",
    header: columnNames.unit,
    cell: (row) => (row.propertyName ? `${row.propertyName}, ${row.unitLabel ?? ""}` : ""),
    phone: "detail",
  },
  {
    id: "on",
    header: columnNames.received,
    cell: (row) => <CivilDateText date={row.receivedOn} />,
    width: 120,
    align: "right",
    from: "lg",
  },
  {
    id: "amount",
    header: columnNames.amount,
    cell: (row) => <Money amountMinor={row.amountMinor} currency={row.currency} hasCurrency />,
    width: 150,
    align: "right",
    phone: "value",
  },
];

/** What ends soon and what came in last. */
export function DashboardLists({ data }: { readonly data: DashboardDto }) {
  const canRecord = useCan("payments:write");
  return (
    <div className="mt-8 grid gap-x-10 lg:grid-cols-2">
      <Section title={text.recent} actions={<TextLink href="/payments">{text.seeAll}</TextLink>}>
        <Table
          label={text.recent}
          columns={paymentColumns}
          rows={data.recentPayments}
          getRowId={(row) => row.id}
          getRowHref={(row) => `/payments/${row.id}`}
          empty={
            <EmptyState
              title={text.noPayments}
              action={canRecord && <ButtonLink href="/payments/new">{text.recordPayment}</ButtonLink>}
            />
          }
        />
      </Section>
      <Section
        title={`${text.ending} (${data.endingCount})`}
        description={text.endingHelp}
        actions={<TextLink href="/leases?endingWithinDays=60&sort=end">{text.seeAll}</TextLink>}
      >
        <Table
          label={text.ending}
          columns={endingColumns}
          rows={data.endingLeases}
          getRowId={(row) => row.leaseId}
          getRowHref={(row) => `/leases/${row.leaseId}`}
          empty={<EmptyState title={text.nothingEnds} />}
        />
      </Section>
    </div>
  );
}
