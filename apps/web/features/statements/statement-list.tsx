"use client";

import type { StatementDto } from "@stead/contracts/statements";
import { ButtonLink } from "@stead/ui/button";
import { InstantText } from "@stead/ui/date-text";
import { EmptyState } from "@stead/ui/empty-state";
import { formatCivilDate } from "@stead/ui/format";
import type { TableColumn } from "@stead/ui/table";
import { keepPreviousData, useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTRPC } from "../../lib/api.ts";
import { formatCount, formatDay } from "../../lib/format.ts";
import { keyOf, useListState } from "../../lib/list-state.ts";
import { ListView, type ListFilter } from "../../lib/list-view.tsx";
import { useLive } from "../../lib/live.ts";
import { optionsOf } from "../../lib/options-of.ts";
import { useCan } from "../../lib/session.tsx";
import { statements as text } from "../../messages/en/statements.ts";
import { StatementBadge } from "./statement-state.tsx";
import { StatementsFrame } from "./statements-header.tsx";
import { useAccountFilter } from "./use-accounts.ts";

const stateFilter: ListFilter = {
  id: "state",
  label: text.state,
  kind: "options",
  options: optionsOf(text.states),
};

/** The days that a file tells of, in words. */
export function periodOf({ fromOn, toOn }: Pick<StatementDto, "fromOn" | "toOn">): string | null {
  if (fromOn === null || toOn === null) return null;
  const hasYear = fromOn.slice(0, 4) !== toOn.slice(0, 4);
  return text.from(fromOn === toOn ? null : formatCivilDate(fromOn, { hasYear }), formatDay(toOn));
}

const columns: readonly TableColumn<StatementDto>[] = [
  { id: "file", header: text.file, cell: (row) => row.fileName, phone: "title" },
  { id: "account", header: text.account, cell: (row) => row.accountLabel, width: 160, from: "lg" },
  { id: "period", header: text.period, cell: periodOf, width: 176, phone: "detail" },
  {
    id: "lines",
    header: text.lines,
    cell: (row) => formatCount(row.lineCount),
    width: 80,
    align: "right",
    from: "xl",
  },
  {
    id: "waiting",
    header: text.waiting,
    cell: (row) => <Count value={row.waitingCount} />,
    width: 90,
    align: "right",
    from: "lg",
  },
  {
    id: "differences",
    header: text.differences,
    cell: (row) => <Differences statement={row} />,
    width: 120,
    align: "right",
    phone: "value",
  },
  {
    id: "state",
    header: text.state,
    cell: (row) => <StatementBadge state={row.state} />,
    width: 120,
    phone: "note",
  },
  {
    id: "uploaded",
    header: text.uploaded,
    cell: (row) => <InstantText instant={row.createdAt} />,
    width: 150,
    align: "right",
    isSortable: true,
    from: "2xl",
  },
];

function Count({ value }: { readonly value: number }) {
  return value === 0 ? <span className="text-ink-3">–</span> : <span className="text-warn">{value}</span>;
}

function Differences({ statement: { differenceCount, state } }: { readonly statement: StatementDto }) {
  if (state === "failed") return null;
  if (differenceCount === null) return <span className="text-ink-3">{text.notProved}</span>;
  if (differenceCount === 0) return <span className="text-ink-2">{text.noDifference}</span>;
  return <span className="text-bad">{formatCount(differenceCount)}</span>;
}

/** Every file that was brought in, newest first, live while one is booked. */
export function StatementList() {
  const canUpload = useCan("payments:write");
  const upload = canUpload && (
    <ButtonLink href="/statements/new" variant="primary">
      {text.upload}
    </ButtonLink>
  );
  const empty = (
    <EmptyState title={text.none} action={upload}>
      {text.noneHelp}
    </EmptyState>
  );
  return (
    <StatementsFrame currentId="files" actions={upload}>
      <Files empty={empty} />
    </StatementsFrame>
  );
}

function Files({ empty }: { readonly empty: ReactNode }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const state = useListState(["account", "state"]);
  const accountFilter = useAccountFilter();
  const { filters } = state;
  const input = {
    q: state.sentQ,
    accountId: filters["account"] ?? undefined,
    state: keyOf(text.states, filters["state"]),
    order: state.sort?.direction,
  };
  const query = useInfiniteQuery(
    trpc.statements.list.infiniteQueryOptions(input, {
      getNextPageParam: (page) => page.nextCursor ?? undefined,
      placeholderData: keepPreviousData,
    }),
  );
  useLive("job.changed", (job) => {
    if (job.name === "statements.import")
      void queryClient.invalidateQueries({ queryKey: trpc.statements.list.pathKey() });
  });
  return (
    <ListView
      label={text.title}
      searchLabel={text.search}
      state={state}
      filters={[accountFilter, stateFilter]}
      query={query}
      exported={{ list: "statements", filters: input }}
      columns={columns}
      getRowId={(row) => row.id}
      getRowHref={(row) => `/statements/${row.id}`}
      onRowIntent={(id) => void queryClient.prefetchQuery(trpc.statements.get.queryOptions({ id }))}
      empty={empty}
    />
  );
}
