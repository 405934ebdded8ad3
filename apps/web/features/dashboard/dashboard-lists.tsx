"use client";

import type { DashboardDto } from "@stead/contracts/dashboard";
import { ButtonLink } from "@stead/ui/button";
import { CivilDateText } from "@stead/ui/date-text";
import { EmptyState } from "@stead/ui/empty-state";
import { TextLink } from "@stead/ui/link";
import { Section } from "@stead/ui/section";
import { Table, type TableColumn } from "@stead/ui/table";
import type { ReactNode } from "react";
import { moneyColumn } from "../../lib/cell-money.tsx";
import { keyOf } from "../../lib/list-state.ts";
import { useCan, useSession } from "../../lib/session.tsx";
import { columnNames } from "../../messages/en/columns.ts";
import { dashboard as text } from "../../messages/en/dashboard.ts";
import { payments } from "../../messages/en/payments.ts";

type Ending = DashboardDto["endingLeases"][number];
type Payment = DashboardDto["recentPayments"][number];

/** A cell of two lines: what it says, and quietly where or when. */
function TwoLines({ children, below }: { readonly children: ReactNode; readonly below: ReactNode }) {
  return (
    <span className="block py-2 leading-5 max-sm:py-0">
      <span className="block truncate">{children}</span>
      <span className="block truncate text-sm font-normal text-ink-3">{below}</span>
    </span>
  );
}

const endingColumns: readonly TableColumn<Ending>[] = [
  {
    id: "tenant",
    header: columnNames.tenant,
    cell: (row) => <TwoLines below={`${row.unitLabel}, ${row.propertyName}`}>{row.tenantName}</TwoLines>,
    phone: "title",
  },
  {
    id: "end",
    header: columnNames.ends,
    cell: (row) => (
      <TwoLines below={text.endsIn(row.days)}>
        <CivilDateText date={row.endOn} />
      </TwoLines>
    ),
    width: 120,
    align: "right",
    phone: "value",
  },
];

/** As many as stand beside the plots; the rest is behind "See all". */
const shownEndings = 5;

/** What ends soon. */
export function EndingLeases({ data }: { readonly data: DashboardDto }) {
  return (
    <Section
      title={text.endingOf(data.endingCount)}
      description={text.endingHelp}
      actions={<TextLink href="/leases?endingWithinDays=60&sort=end">{text.seeAll}</TextLink>}
    >
      <Table
        label={text.ending}
        columns={endingColumns}
        rows={data.endingLeases.slice(0, shownEndings)}
        getRowId={(row) => row.leaseId}
        getRowHref={(row) => `/leases/${row.leaseId}`}
        empty={<EmptyState title={text.nothingEnds} />}
      />
    </Section>
  );
}

function railWords(rail: string): string {
  const known = keyOf(payments.rails, rail);
  return known ? payments.rails[known] : rail;
}

function paymentColumns(unit: string): readonly TableColumn<Payment>[] {
  return [
    {
      id: "tenant",
      header: columnNames.tenant,
      cell: (row) => row.tenantName ?? text.unknownPayer,
      phone: "title",
    },
    {
      id: "unit",
      header: columnNames.unit,
      cell: (row) => (row.propertyName ? `${row.unitLabel ?? ""}, ${row.propertyName}` : ""),
      phone: "detail",
    },
    { id: "rail", header: text.by, cell: (row) => railWords(row.rail), width: 140, from: "lg" },
    {
      id: "on",
      header: columnNames.received,
      cell: (row) => <CivilDateText date={row.receivedOn} />,
      width: 130,
      align: "right",
      phone: "note",
    },
    moneyColumn(unit, {
      id: "amount",
      header: columnNames.amount,
      amountOf: (row) => row.amountMinor,
      width: 150,
      phone: "value",
    }),
  ];
}

/** What came in last. */
export function LatestPayments({
  data,
  className,
}: {
  readonly data: DashboardDto;
  readonly className: string;
}) {
  const canRecord = useCan("payments:write");
  const { agency } = useSession();
  return (
    <Section
      title={text.recent}
      actions={<TextLink href="/payments">{text.seeAll}</TextLink>}
      className={className}
    >
      <Table
        label={text.recent}
        columns={paymentColumns(agency.currency)}
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
  );
}
