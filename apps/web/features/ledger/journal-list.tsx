"use client";

import type { JournalDto } from "@stead/contracts/ledger";
import { CivilDateText } from "@stead/ui/date-text";
import { EmptyState } from "@stead/ui/empty-state";
import type { TableColumn } from "@stead/ui/table";
import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useTRPC } from "../../lib/api.ts";
import { CellMoney } from "../../lib/cell-money.tsx";
import { useListState } from "../../lib/list-state.ts";
import { ListView, type ListFilter } from "../../lib/list-view.tsx";
import { usePropertyFilter } from "../../lib/property-filter.ts";
import { useSession } from "../../lib/session.tsx";
import { ledger as text } from "../../messages/en/ledger.ts";
import { AccountsHeader } from "./accounts-header.tsx";

type Line = JournalDto["lines"][number];
/** One line of a journal; the first carries what is said of the whole. */
type LineRow = { journal: JournalDto; line: Line; isFirst: boolean };

const plainFilters: readonly ListFilter[] = [
  { id: "event", label: text.event, kind: "options", options: text.eventOptions },
  { id: "from", label: text.dateFrom, kind: "date" },
  { id: "to", label: text.dateTo, kind: "date" },
];
const filterIds = ["account", "event", "from", "to", "property", "lease"];

/** On a phone a line has one amount at the right: its debit, or its credit with a minus. */
const oneAmountOnPhones = "max-sm:[&_td[data-phone=value]:has(>.cell:empty)]:hidden!";

function rowsOf(journals: readonly JournalDto[]): LineRow[] {
  return journals.flatMap((journal) =>
    journal.lines.map((line, index) => ({ journal, line, isFirst: index === 0 })),
  );
}

function columnsIn(unit: string): readonly TableColumn<LineRow>[] {
  const side = (minor: number, currency: string) =>
    minor > 0 ? <CellMoney amountMinor={minor} currency={currency} /> : null;
  return [
    {
      id: "date",
      header: text.date,
      cell: ({ journal, isFirst }) =>
        isFirst ? (
          <CivilDateText date={journal.occurredOn} />
        ) : (
          <span className="sr-only">{journal.occurredOn}</span>
        ),
      width: 116,
      isSortable: true,
    },
    {
      id: "memo",
      header: text.memo,
      cell: ({ journal, isFirst }) => isFirst && <Memo journal={journal} />,
      phone: "detail",
    },
    {
      id: "account",
      header: text.account,
      cell: ({ line }) => (
        <span className={line.amountMinor < 0 ? "pl-5" : ""}>
          <span className="text-ink-3">{line.accountCode}</span> {line.accountName}
        </span>
      ),
      phone: "title",
    },
    {
      id: "debit",
      header: text.debit,
      unit,
      cell: ({ line }) => side(line.amountMinor, line.currency),
      width: 124,
      align: "right",
      phone: "value",
    },
    {
      id: "credit",
      header: text.credit,
      unit,
      cell: ({ line }) =>
        line.amountMinor < 0 && (
          <>
            <span className="sm:hidden">−</span>
            {side(-line.amountMinor, line.currency)}
          </>
        ),
      width: 124,
      align: "right",
      phone: "value",
    },
  ];
}

/** What happened; on a phone with its day, which has no column there. */
function Memo({ journal }: { readonly journal: JournalDto }) {
  return (
    <span title={journal.memo}>
      <span className="sm:hidden">
        <CivilDateText date={journal.occurredOn} /> ·{" "}
      </span>
      {journal.memo}
    </span>
  );
}

/** The journal: everything that was posted, line by line, debit beside credit. */
export function JournalList() {
  const trpc = useTRPC();
  const { agency } = useSession();
  const state = useListState(filterIds);
  const property = usePropertyFilter(state);
  const accounts = useQuery({ ...trpc.ledger.listAccounts.queryOptions(), staleTime: 10 * 60_000 });
  const { filters } = state;
  const input = {
    q: state.sentQ,
    accountCode: filters["account"] ?? undefined,
    event: filters["event"] ?? undefined,
    from: filters["from"] ?? undefined,
    to: filters["to"] ?? undefined,
    propertyId: filters["property"] ?? undefined,
    leaseId: filters["lease"] ?? undefined,
    order: state.sort?.direction,
  };
  const query = useInfiniteQuery(
    trpc.ledger.listJournals.infiniteQueryOptions(input, {
      getNextPageParam: (page) => page.nextCursor ?? undefined,
      placeholderData: keepPreviousData,
    }),
  );
  const accountFilter: ListFilter = {
    id: "account",
    label: text.account,
    kind: "options",
    options: (accounts.data ?? []).map(({ code, name }) => ({ value: code, label: `${code} ${name}` })),
  };
  const pages = query.data?.pages;
  return (
    <>
      <AccountsHeader currentId="journal" />
      <ListView
        label={text.journal}
        searchLabel={text.searchJournal}
        state={state}
        filters={[accountFilter, ...plainFilters, property]}
        query={{
          ...query,
          data: pages && { pages: pages.map(({ items, total }) => ({ items: rowsOf(items), total })) },
        }}
        exported={{ list: "journals", filters: input }}
        shownCount={pages?.reduce((sum, page) => sum + page.items.length, 0) ?? 0}
        columns={columnsIn(agency.currency)}
        tableClassName={oneAmountOnPhones}
        getRowId={({ journal, line }) => `${journal.id}:${line.lineNo}`}
        getRowHref={({ journal }) => `/journals/${journal.id}`}
        empty={<EmptyState title={text.noJournals}>{text.noJournalsHelp}</EmptyState>}
      />
    </>
  );
}
