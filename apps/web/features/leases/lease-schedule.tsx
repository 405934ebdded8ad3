"use client";

import type { LeaseDto, ScheduleDto } from "@stead/contracts/leases";
import { CivilDateText } from "@stead/ui/date-text";
import { StatusBadge } from "@stead/ui/badge";
import { EmptyState } from "@stead/ui/empty-state";
import { TextLink } from "@stead/ui/link";
import { Money } from "@stead/ui/money";
import { SegmentedControl } from "@stead/ui/segmented-control";
import { Table, type TableColumn } from "@stead/ui/table";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { optionsOf } from "../../lib/options-of.ts";
import { QueryFailure } from "../../lib/query-failure.tsx";
import { useTRPC } from "../../lib/api.ts";
import { Explained } from "../../lib/explained.tsx";
import { formatDay } from "../../lib/format.ts";
import { useSession } from "../../lib/session.tsx";
import { leaseForm } from "../../messages/en/lease-form.ts";
import { leaseTabs as text } from "../../messages/en/lease-tabs.ts";

type Charge = ScheduleDto["charges"][number];

const ranges = optionsOf(text.ranges);

function columnsOf(currency: string, charges: readonly Charge[] | undefined): TableColumn<Charge>[] {
  const total = charges?.reduce((sum, { netMinor, taxMinor }) => sum + netMinor + taxMinor, 0);
  return [
    {
      id: "description",
      header: text.what,
      cell: (charge) => (
        <>
          {charge.description}
          {charge.isProrated && <span className="ml-2 text-sm text-ink-3">{leaseForm.prorated}</span>}
        </>
      ),
      phone: "title",
    },
    {
      id: "period",
      header: text.period,
      cell: (charge) => `${formatDay(charge.periodStart)} – ${formatDay(charge.periodEnd)}`,
      width: 230,
      from: "lg",
    },
    {
      id: "due",
      header: text.due,
      cell: (charge) => <CivilDateText date={charge.dueOn} />,
      width: 120,
      phone: "detail",
    },
    {
      id: "billing",
      header: text.billing,
      cell: (charge) => <Billing charge={charge} />,
      width: 150,
      phone: "note",
    },
    {
      id: "amount",
      header: text.amount,
      unit: currency,
      cell: (charge) => (
        <Explained title={text.amountWhy(charge.description)} explanation={charge.explanation}>
          <Money amountMinor={charge.netMinor + charge.taxMinor} currency={currency} />
        </Explained>
      ),
      width: 160,
      align: "right",
      phone: "value",
      ...(total !== undefined && { total: <Money amountMinor={total} currency={currency} /> }),
    },
  ];
}

function Billing({ charge }: { readonly charge: Charge }) {
  if (charge.invoiceId === null) return <StatusBadge>{text.notBilled}</StatusBadge>;
  return (
    <StatusBadge tone="good">
      <TextLink href={`/invoices/${charge.invoiceId}`}>{text.billed}</TextLink>
    </StatusBadge>
  );
}

/** What the lease charges and when, billed or not, each amount with its arithmetic. */
export function LeaseSchedule({ lease }: { readonly lease: LeaseDto }) {
  const trpc = useTRPC();
  const { today } = useSession();
  const [from, setFrom] = useState("now");
  const [months, setMonths] = useState("12");
  const monthStart = `${today.slice(0, 7)}-01`;
  const fromOn = from === "start" || lease.startOn > monthStart ? lease.startOn : monthStart;
  const query = useQuery({
    ...trpc.leases.schedule.queryOptions({ id: lease.id, fromOn, months: Number(months) }),
    placeholderData: keepPreviousData,
  });
  const isFailed = query.isError && !query.data;
  return (
    <>
      <div className="mb-3 flex flex-wrap items-center gap-3">
        <SegmentedControl
          label={text.scheduleFrom}
          value={from}
          onChange={setFrom}
          segments={[
            { value: "start", label: `${text.scheduleFrom} ${text.fromStart}` },
            { value: "now", label: `${text.scheduleFrom} ${text.fromThisMonth}` },
          ]}
        />
        <SegmentedControl label={text.range} value={months} onChange={setMonths} segments={ranges} />
      </div>
      <Table
        label={leaseForm.schedule}
        columns={columnsOf(lease.currency, query.data?.charges)}
        rows={query.data?.charges}
        getRowId={(charge) => `${charge.itemId ?? ""}${charge.periodStart}${charge.description}`}
        totalLabel={text.total}
        isStale={query.isPlaceholderData}
        empty={<EmptyState title={text.scheduleEmpty}>{text.scheduleEmptyHelp}</EmptyState>}
        error={isFailed && <QueryFailure query={query} />}
      />
    </>
  );
}
