"use client";

import type { DayProofRowDto } from "@stead/contracts/reconciliation";
import { Button } from "@stead/ui/button";
import { CivilDateText, InstantText } from "@stead/ui/date-text";
import { EmptyState } from "@stead/ui/empty-state";
import { PageHeader } from "@stead/ui/page-header";
import type { TableColumn } from "@stead/ui/table";
import { keepPreviousData, useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { useTRPC } from "../../lib/api.ts";
import { formatCount } from "../../lib/format.ts";
import { keyOf, useListState } from "../../lib/list-state.ts";
import { ListView, type ListFilter } from "../../lib/list-view.tsx";
import { optionsOf } from "../../lib/options-of.ts";
import { useCan, useSession } from "../../lib/session.tsx";
import { reconciliation as text } from "../../messages/en/reconciliation.ts";
import { useAccountFilter } from "../statements/use-accounts.ts";
import { DayBadge } from "./day-state.tsx";
import { DaySummary } from "./day-summary.tsx";

const loadDialog = () => import("./prove-day-dialog.tsx");
const ProveDayDialog = lazy(loadDialog);

const plainFilters: readonly ListFilter[] = [
  {
    id: "state",
    label: text.state,
    kind: "options",
    options: optionsOf(text.states),
  },
  { id: "from", label: text.from, kind: "date" },
  { id: "to", label: text.to, kind: "date" },
];
const filterIds = ["account", "state", "from", "to"];

const columns: readonly TableColumn<DayProofRowDto>[] = [
  {
    id: "day",
    header: text.day,
    cell: (row) => <CivilDateText date={row.day} />,
    width: 140,
    phone: "title",
  },
  { id: "account", header: text.account, cell: (row) => row.accountLabel, phone: "detail" },
  {
    id: "state",
    header: text.state,
    cell: (row) => <DayBadge state={row.state} />,
    width: 180,
    phone: "note",
  },
  {
    id: "differences",
    header: text.differences,
    cell: (row) => <Differences row={row} />,
    width: 130,
    align: "right",
    phone: "value",
  },
  {
    id: "lookedAt",
    header: text.lookedAt,
    cell: (row) => <InstantText instant={row.createdAt} />,
    width: 180,
    align: "right",
    from: "lg",
  },
];

function Differences({ row: { state, differenceCount } }: { readonly row: DayProofRowDto }) {
  if (state !== "failed") return <span className="text-ink-3">–</span>;
  return <span className="text-bad">{formatCount(differenceCount)}</span>;
}

/** The days of every account: which agree with the books, and which do not. */
export function DayList() {
  const { propertyIds } = useSession();
  const canProve = useCan("payments:write") && propertyIds === null;
  const [isProving, setProving] = useState(false);
  const prove = canProve && (
    <Button
      variant="primary"
      onPointerEnter={() => void loadDialog()}
      onFocus={() => void loadDialog()}
      onClick={() => setProving(true)}
    >
      {text.prove}
    </Button>
  );
  return (
    <>
      <PageHeader title={text.title} actions={prove}>
        {text.help}
      </PageHeader>
      {propertyIds === null ? (
        <Days isProving={isProving} onProved={() => setProving(false)} />
      ) : (
        <EmptyState title={text.limited} />
      )}
    </>
  );
}

type DaysProps = { readonly isProving: boolean; readonly onProved: () => void };

function Days({ isProving, onProved }: DaysProps) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const state = useListState(filterIds);
  const accountFilter = useAccountFilter();
  const { filters } = state;
  const accountId = filters["account"] ?? undefined;
  const input = {
    accountId,
    state: keyOf(text.states, filters["state"]),
    from: filters["from"] ?? undefined,
    to: filters["to"] ?? undefined,
  };
  const query = useInfiniteQuery(
    trpc.reconciliation.listDays.infiniteQueryOptions(input, {
      getNextPageParam: (page) => page.nextCursor ?? undefined,
      placeholderData: keepPreviousData,
    }),
  );
  return (
    <>
      <ListView
        label={text.title}
        state={state}
        filters={[accountFilter, ...plainFilters]}
        query={query}
        exported={{ list: "days", filters: input }}
        columns={columns}
        getRowId={(row) => row.id}
        getRowHref={(row) => `/reconciliation/${row.id}`}
        onRowIntent={(id) => void queryClient.prefetchQuery(trpc.reconciliation.getDay.queryOptions({ id }))}
        hasSearch={false}
        summary={<DaySummary accountId={accountId} />}
        empty={<EmptyState title={text.none}>{text.noneHelp}</EmptyState>}
      />
      {isProving && (
        <Suspense>
          <ProveDayDialog accountId={accountId ?? null} onClose={onProved} />
        </Suspense>
      )}
    </>
  );
}
