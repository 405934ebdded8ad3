"use client";

import type { LeaseDto, LeaseLedgerDto } from "@stead/contracts/leases";
import { ButtonLink } from "@stead/ui/button";
import { CivilDateText } from "@stead/ui/date-text";
import { EmptyState } from "@stead/ui/empty-state";
import { ErrorState } from "@stead/ui/error-state";
import { TextLink } from "@stead/ui/link";
import { Money } from "@stead/ui/money";
import { LoadMore } from "@stead/ui/pagination";
import { Table, type TableColumn } from "@stead/ui/table";
import { Why } from "@stead/ui/why";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useTRPC } from "../../lib/api.ts";
import { viewError } from "../../lib/errors.ts";
import { moneyText } from "../../lib/format.ts";
import { leaseTabs as text } from "../../messages/en/leases.ts";

type Row = LeaseLedgerDto["items"][number];

/** Where the record of a line is; lines without a page of their own stay text. */
function hrefOf({ kind, id }: Row, leaseId: string): string | null {
  if (kind === "invoice") return `/invoices/${id}`;
  if (kind === "payment") return `/payments/${id}`;
  return kind === "deposit" ? `/leases/${leaseId}/deposit` : null;
}

function What({ row, leaseId }: { readonly row: Row; readonly leaseId: string }) {
  const name = row.number === null ? text.kinds[row.kind] : `${text.kinds[row.kind]} #${row.number}`;
  const href = hrefOf(row, leaseId);
  return (
    <span className="flex min-w-0 gap-2">
      <span className="flex-none font-medium">
        {href === null ? name : <TextLink href={href}>{name}</TextLink>}
      </span>
      <span className="truncate text-ink-2">{row.description}</span>
    </span>
  );
}

function Balance({ row, currency }: { readonly row: Row; readonly currency: string }) {
  const money = (amountMinor: number) => moneyText(amountMinor, currency);
  return (
    <Why
      title={text.balance}
      rule={text.balanceWhy}
      lines={[
        { label: text.balanceBefore, value: money(row.balanceMinor - row.amountMinor) },
        { label: text.thisLine, value: money(row.amountMinor) },
        { label: text.balance, value: money(row.balanceMinor), isResult: true },
      ]}
    >
      <Money amountMinor={row.balanceMinor} currency={currency} isZeroShown tone="owed" />
    </Why>
  );
}

function columnsOf(currency: string, leaseId: string): TableColumn<Row>[] {
  return [
    {
      id: "date",
      header: text.date,
      cell: (row) => <CivilDateText date={row.on} />,
      width: 120,
      phone: "detail",
    },
    { id: "what", header: text.what, cell: (row) => <What row={row} leaseId={leaseId} />, phone: "title" },
    {
      id: "charged",
      header: text.charged,
      unit: currency,
      cell: (row) => row.amountMinor > 0 && <Money amountMinor={row.amountMinor} currency={currency} />,
      width: 150,
      align: "right",
      from: "lg",
    },
    {
      id: "paid",
      header: text.paid,
      unit: currency,
      cell: (row) => row.amountMinor < 0 && <Money amountMinor={-row.amountMinor} currency={currency} />,
      width: 190,
      align: "right",
      from: "lg",
    },
    {
      id: "balance",
      header: text.balance,
      unit: currency,
      cell: (row) => <Balance row={row} currency={currency} />,
      width: 150,
      align: "right",
      phone: "value",
    },
    {
      id: "open",
      header: text.balance,
      cell: (row) =>
        row.openMinor !== null && row.openMinor > 0 ? (
          <span className="text-sm text-ink-3">{text.stillOpen(moneyText(row.openMinor, currency))}</span>
        ) : null,
      phone: "note",
      from: "xl",
      width: 190,
    },
  ];
}

/** Everything charged and paid, oldest first, with the balance after each line. */
export function LeaseLedger({ lease }: { readonly lease: LeaseDto }) {
  const trpc = useTRPC();
  const isDraft = lease.status === "draft" || lease.status === "pending_signature";
  const query = useInfiniteQuery(
    trpc.leases.ledger.infiniteQueryOptions(
      { id: lease.id, limit: 200 },
      { getNextPageParam: (page) => page.nextCursor ?? undefined, enabled: !isDraft },
    ),
  );
  if (isDraft) {
    return (
      <EmptyState
        title={text.ledgerEmpty}
        action={<ButtonLink href={`/leases/${lease.id}/schedule`}>{text.showSchedule}</ButtonLink>}
      >
        {text.ledgerOfDraft}
      </EmptyState>
    );
  }
  const rows = query.data?.pages.flatMap((page) => page.items);
  const failure = query.error && rows === undefined ? viewError(query.error) : null;
  return (
    <>
      <Table
        label={text.what}
        columns={columnsOf(lease.currency, lease.id)}
        rows={rows}
        getRowId={(row) => `${row.kind}${row.id}`}
        empty={<EmptyState title={text.ledgerEmpty}>{text.ledgerEmptyHelp}</EmptyState>}
        error={
          failure && (
            <ErrorState
              title={failure.title}
              requestId={failure.requestId}
              onRetry={() => void query.refetch()}
              isRetrying={query.isFetching}
            >
              {failure.message}
            </ErrorState>
          )
        }
      />
      {rows && rows.length > 0 && (
        <LoadMore
          summary={text.shown(rows.length)}
          hasMore={query.hasNextPage}
          isLoading={query.isFetchingNextPage}
          onMore={() => void query.fetchNextPage()}
        />
      )}
    </>
  );
}
