"use client";

import type { StatementLineDto } from "@stead/contracts/statements";
import { CivilDateText } from "@stead/ui/date-text";
import { EmptyState } from "@stead/ui/empty-state";
import type { TableColumn } from "@stead/ui/table";
import { keepPreviousData, useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { parseAsString, useQueryState } from "nuqs";
import { lazy, Suspense } from "react";
import { useTRPC } from "../../lib/api.ts";
import { moneyColumn } from "../../lib/cell-money.tsx";
import { keyOf, useListState } from "../../lib/list-state.ts";
import { ListView, type ListFilter } from "../../lib/list-view.tsx";
import { optionsOf } from "../../lib/options-of.ts";
import { useSession } from "../../lib/session.tsx";
import { lines as text } from "../../messages/en/statements.ts";
import { LineRecord } from "./line-record.tsx";
import { LineBadge } from "./statement-state.tsx";
import { StatementsFrame } from "./statements-header.tsx";
import { useAccountFilter } from "./use-accounts.ts";

const loadPanel = () => import("./line-panel.tsx");
const LinePanel = lazy(loadPanel);

const plainFilters: readonly ListFilter[] = [
  { id: "state", label: text.state, kind: "options", options: optionsOf(text.states) },
  { id: "kind", label: text.kind, kind: "options", options: optionsOf(text.kinds) },
  { id: "from", label: text.from, kind: "date" },
  { id: "to", label: text.to, kind: "date" },
];
const filterIds = ["state", "kind", "from", "to", "account"];

type ColumnOptions = {
  unit: string;
  hasAccount: boolean;
  onLook: (row: StatementLineDto) => void;
};

function columnsOf({ unit, hasAccount, onLook }: ColumnOptions): readonly TableColumn<StatementLineDto>[] {
  const account: TableColumn<StatementLineDto> = {
    id: "account",
    header: text.account,
    cell: (row) => row.accountLabel,
    width: 150,
    from: "xl",
  };
  return [
    {
      id: "what",
      header: text.what,
      cell: (row) => (
        <button type="button" className="text-link text-left" data-quiet="" onClick={() => onLook(row)}>
          {whatOf(row)}
        </button>
      ),
      phone: "title",
    },
    {
      id: "day",
      header: text.day,
      cell: (row) => <CivilDateText date={row.bookedOn} />,
      width: 112,
      phone: "detail",
    },
    {
      id: "reference",
      header: text.reference,
      cell: (row) => <span className="mono">{row.reference ?? row.externalId}</span>,
      width: 128,
      from: "lg",
    },
    ...(hasAccount ? [account] : []),
    { id: "kind", header: text.kind, cell: (row) => text.kinds[row.kind], width: 120, from: "2xl" },
    { id: "leads", header: text.leads, cell: (row) => <LineRecord line={row} />, width: 190, from: "lg" },
    {
      id: "state",
      header: text.state,
      cell: (row) => <LineBadge state={row.state} />,
      width: 120,
      phone: "note",
    },
    moneyColumn(unit, {
      id: "amount",
      header: text.amount,
      amountOf: (row) => row.amountMinor,
      phone: "value",
    }),
  ];
}

/** The words of a line that a person knows it by. */
function whatOf({ counterparty, text: words, reference, externalId }: StatementLineDto): string {
  return counterparty ?? (words || (reference ?? externalId ?? text.noReference));
}

/** The lines of one file, or of all; one opens beside the list. */
export function StatementLines({ statementId }: { readonly statementId?: string }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const { agency } = useSession();
  const state = useListState(filterIds);
  const [lineId, setLineId] = useQueryState("line", parseAsString);
  const accountFilter = useAccountFilter();
  const { filters } = state;
  const input = {
    statementId,
    q: state.sentQ,
    accountId: filters["account"] ?? undefined,
    state: keyOf(text.states, filters["state"]),
    kind: keyOf(text.kinds, filters["kind"]),
    from: filters["from"] ?? undefined,
    to: filters["to"] ?? undefined,
    order: statementId === undefined ? ("desc" as const) : ("asc" as const),
  };
  const query = useInfiniteQuery(
    trpc.statements.listLines.infiniteQueryOptions(input, {
      getNextPageParam: (page) => page.nextCursor ?? undefined,
      placeholderData: keepPreviousData,
    }),
  );
  const look = (row: StatementLineDto) => void setLineId(row.id);
  const unit = query.data?.pages[0]?.items[0]?.currency ?? agency.currency;
  return (
    <>
      <ListView
        label={text.title}
        searchLabel={text.search}
        state={state}
        filters={statementId === undefined ? [accountFilter, ...plainFilters] : plainFilters}
        query={query}
        exported={{ list: "statement_lines", filters: input }}
        columns={columnsOf({ unit, hasAccount: statementId === undefined, onLook: look })}
        getRowId={(row) => row.id}
        onOpen={look}
        onPeek={look}
        onRowIntent={(id) => {
          void loadPanel();
          void queryClient.prefetchQuery(trpc.statements.getLine.queryOptions({ id }));
        }}
        empty={
          statementId === undefined ? (
            <EmptyState title={text.none}>{text.noneHelp}</EmptyState>
          ) : (
            <EmptyState title={text.noneOfFile}>{text.noneOfFileHelp}</EmptyState>
          )
        }
      />
      {lineId !== null && (
        <Suspense>
          <LinePanel key={lineId} lineId={lineId} onClose={() => void setLineId(null)} />
        </Suspense>
      )}
    </>
  );
}

/** Every movement that statements brought, the last day first. */
export function LineList() {
  return (
    <StatementsFrame currentId="lines">
      <StatementLines />
    </StatementsFrame>
  );
}
