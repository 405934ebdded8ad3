"use client";

import type { LeaseDto } from "@stead/contracts/leases";
import { ButtonLink } from "@stead/ui/button";
import { EmptyState } from "@stead/ui/empty-state";
import { LoadMore } from "@stead/ui/pagination";
import { Table } from "@stead/ui/table";
import { useInfiniteQuery } from "@tanstack/react-query";
import { QueryFailure } from "../../lib/query-failure.tsx";
import { useTRPC } from "../../lib/api.ts";
import { moneyText } from "../../lib/format.ts";
import { leaseTabs as text } from "../../messages/en/lease-tabs.ts";
import { ledgerColumns, type LedgerRow } from "./ledger-columns.tsx";

/** A receipt can stand in the ledger more than once: its parts differ in what they pay and in the balance after them. */
function keyOf({ kind, id, on, description, balanceMinor }: LedgerRow): string {
  return [kind, id, on, description, balanceMinor].join(" ");
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
  const isFailed = query.isError && rows === undefined;
  return (
    <>
      <Table
        label={text.what}
        columns={ledgerColumns(lease)}
        rows={rows}
        getRowId={keyOf}
        empty={<EmptyState title={text.ledgerEmpty}>{text.ledgerEmptyHelp}</EmptyState>}
        error={isFailed && <QueryFailure query={query} />}
      />
      {rows && rows.length > 0 && (
        <LoadMore
          summary={text.shown(rows.length)}
          hasMore={query.hasNextPage}
          isLoading={query.isFetchingNextPage}
          onMore={() => void query.fetchNextPage()}
        />
      )}
      {rows && !query.hasNextPage && <OpenDeposit rows={rows} currency={lease.currency} />}
    </>
  );
}

/** From the last balance to what is owed in all, where a deposit is still to be paid. */
function OpenDeposit({ rows, currency }: { readonly rows: readonly LedgerRow[]; readonly currency: string }) {
  const depositMinor = rows.reduce(
    (sum, { kind, openMinor }) => sum + (kind === "deposit" ? (openMinor ?? 0) : 0),
    0,
  );
  const balanceMinor = rows.at(-1)?.balanceMinor ?? 0;
  if (depositMinor === 0) return null;
  return (
    <dl className="ml-auto grid max-w-md grid-cols-[1fr_auto] gap-x-6 gap-y-1 border-t py-3 tabular-nums">
      <dt className="text-ink-2">{text.balance}</dt>
      <dd className="text-right">{moneyText(balanceMinor, currency)}</dd>
      <dt className="text-ink-2">
        {text.depositOpen}
        <span className="block text-sm text-ink-3">{text.depositOpenHelp}</span>
      </dt>
      <dd className="text-right">{moneyText(depositMinor, currency)}</dd>
      <dt className="font-semibold">{text.inAll}</dt>
      <dd className="text-right font-semibold">{moneyText(balanceMinor + depositMinor, currency)}</dd>
    </dl>
  );
}
