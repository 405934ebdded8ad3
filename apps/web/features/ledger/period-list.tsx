"use client";

import { StatusBadge } from "@stead/ui/badge";
import { Button } from "@stead/ui/button";
import { InstantText } from "@stead/ui/date-text";
import { EmptyState } from "@stead/ui/empty-state";
import { LoadMore } from "@stead/ui/pagination";
import { Table, type TableColumn } from "@stead/ui/table";
import { useInfiniteQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { useTRPC } from "../../lib/api.ts";
import { formatCount, formatMonth } from "../../lib/format.ts";
import { monthEndOf } from "../../lib/months.ts";
import { QueryFailure } from "../../lib/query-failure.tsx";
import { useCan, useSession } from "../../lib/session.tsx";
import { ledger as text } from "../../messages/en/ledger.ts";
import { AccountsHeader } from "./accounts-header.tsx";
import type { Period } from "./period.ts";

const loadDialog = () => import("./period-dialog.tsx");
const PeriodDialog = lazy(loadDialog);

function columnsOf(
  onChange: ((period: Period) => void) | null,
  today: string,
): readonly TableColumn<Period>[] {
  const change = (period: Period) => {
    if (onChange === null || (period.status === "open" && monthEndOf(period.month) >= today)) return null;
    return (
      <Button
        size="sm"
        variant="quiet"
        onPointerEnter={() => void loadDialog()}
        onFocus={() => void loadDialog()}
        onClick={() => onChange(period)}
      >
        {period.status === "open" ? text.close : text.reopen}
      </Button>
    );
  };
  return [
    { id: "month", header: text.month, cell: (period) => formatMonth(period.month), phone: "title" },
    {
      id: "status",
      header: text.status,
      cell: (period) => (
        <StatusBadge tone={period.status === "open" ? "good" : "neutral"}>
          {text.statuses[period.status]}
        </StatusBadge>
      ),
      width: 120,
      phone: "value",
    },
    {
      id: "journals",
      header: text.journals,
      cell: (period) => `${formatCount(period.journalCount)}${period.isCountCapped ? "+" : ""}`,
      width: 110,
      align: "right",
      phone: "detail",
    },
    { id: "by", header: text.closedBy, cell: (period) => period.closedByName, width: 200, from: "lg" },
    {
      id: "at",
      header: text.closedAt,
      cell: (period) => period.closedAt && <InstantText instant={period.closedAt} />,
      width: 180,
      from: "lg",
    },
    { id: "change", header: "", cell: change, width: 130, align: "right", phone: "note" },
  ];
}

/** The months of the books; a closed one takes no more postings. */
export function PeriodList() {
  const trpc = useTRPC();
  const { today } = useSession();
  const canPost = useCan("ledger:write");
  const query = useInfiniteQuery(
    trpc.ledger.listPeriods.infiniteQueryOptions({}, { getNextPageParam: (page) => page.nextCursor }),
  );
  const [changing, setChanging] = useState<Period | null>(null);
  const periods = query.data?.pages.flatMap((page) => page.items);
  return (
    <>
      <AccountsHeader currentId="months" />
      <p className="mb-4 text-ink-2">{text.monthsHelp}</p>
      <Table
        label={text.months}
        columns={columnsOf(canPost ? setChanging : null, today)}
        rows={periods}
        getRowId={(period) => period.month}
        getRowHref={(period) => `/accounts?from=${period.month}&to=${monthEndOf(period.month)}`}
        hasKeys
        empty={<EmptyState title={text.noMonths}>{text.noMonthsHelp}</EmptyState>}
        error={query.isError && periods === undefined && <QueryFailure query={query} />}
      />
      {periods && periods.length > 0 && (
        <LoadMore
          summary={text.shownMonths(periods.length)}
          hasMore={query.hasNextPage}
          isLoading={query.isFetchingNextPage}
          onMore={() => void query.fetchNextPage()}
        />
      )}
      {changing && (
        <Suspense>
          <PeriodDialog period={changing} onClose={() => setChanging(null)} />
        </Suspense>
      )}
    </>
  );
}
