"use client";

import type { AppRouter } from "@stead/api/router";
import { Badge } from "@stead/ui/badge";
import { Button } from "@stead/ui/button";
import { EmptyState } from "@stead/ui/empty-state";
import { PageHeader } from "@stead/ui/page-header";
import type { TableColumn } from "@stead/ui/table";
import { keepPreviousData, useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import type { inferRouterOutputs } from "@trpc/server";
import { lazy, Suspense, useState } from "react";
import { useTRPC } from "../../lib/api.ts";
import { CellMoney, moneyColumn } from "../../lib/cell-money.tsx";
import { keyOf, useListState } from "../../lib/list-state.ts";
import { ListView } from "../../lib/list-view.tsx";
import { usePropertyFilter } from "../../lib/property-filter.ts";
import { useCan, useSession } from "../../lib/session.tsx";
import { deposits as text } from "../../messages/en/deposits.ts";
import { HeldInBooks } from "./held-in-books.tsx";

const loadPanel = () => import("./deposit-panel.tsx");
const DepositPanel = lazy(loadPanel);

type DepositRow = inferRouterOutputs<AppRouter>["deposits"]["list"]["items"][number];

function statusWords(status: string): string {
  const known = keyOf(text.leaseStatuses, status);
  return known ? text.leaseStatuses[known] : status;
}

function ManageButton({ onManage }: { readonly onManage: () => void }) {
  return (
    <Button
      size="sm"
      variant="quiet"
      onPointerEnter={() => void loadPanel()}
      onFocus={() => void loadPanel()}
      onClick={onManage}
    >
      {text.manage}
    </Button>
  );
}

type DepositTotals = inferRouterOutputs<AppRouter>["deposits"]["totals"][number];

function columnsIn(
  { unit, totals }: { unit: string; totals: DepositTotals | undefined },
  onManage: (row: DepositRow) => void,
): readonly TableColumn<DepositRow>[] {
  const total = (minor: number | undefined) =>
    totals && minor !== undefined
      ? { total: <CellMoney amountMinor={minor} currency={totals.currency} isZeroShown /> }
      : {};
  const missingOf = (row: DepositRow) =>
    row.leaseStatus === "ended" ? 0 : Math.max(0, row.agreedMinor - row.heldMinor);
  return [
    { id: "tenant", header: text.tenant, cell: (row) => row.tenantName, phone: "title" },
    {
      id: "unit",
      header: text.unit,
      cell: (row) => `${row.unitLabel}, ${row.propertyName}`,
      phone: "detail",
    },
    {
      id: "status",
      header: text.leaseStatus,
      cell: (row) => (
        <Badge tone={row.leaseStatus === "active" ? "good" : "neutral"}>{statusWords(row.leaseStatus)}</Badge>
      ),
      width: 116,
      from: "lg",
    },
    moneyColumn(unit, {
      id: "agreed",
      header: text.agreed,
      amountOf: (row) => row.agreedMinor,
      from: "lg",
      ...total(totals?.agreedMinor),
    }),
    moneyColumn(unit, {
      id: "missing",
      header: text.missing,
      amountOf: missingOf,
      isOwed: () => true,
      from: "lg",
      ...total(totals?.missingMinor),
    }),
    moneyColumn(unit, {
      id: "held",
      header: text.held,
      amountOf: (row) => row.heldMinor,
      phone: "value",
      ...total(totals?.heldMinor),
    }),
    {
      id: "manage",
      header: "",
      cell: (row) => <ManageButton onManage={() => onManage(row)} />,
      width: 92,
      align: "right",
      phone: "note",
    },
  ];
}

/** What is held of every tenant, and what is missing of what was agreed. */
export function DepositList() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const { agency } = useSession();
  const canReadBooks = useCan("ledger:read");
  const state = useListState(["property"]);
  const property = usePropertyFilter(state);
  const [managed, setManaged] = useState<DepositRow | null>(null);
  const input = { q: state.sentQ, propertyId: state.filters["property"] ?? undefined };
  const query = useInfiniteQuery(
    trpc.deposits.list.infiniteQueryOptions(input, {
      getNextPageParam: (page) => page.nextCursor ?? undefined,
      placeholderData: keepPreviousData,
    }),
  );
  const sums = useQuery(trpc.deposits.totals.queryOptions(input, { placeholderData: keepPreviousData }));
  const totals = sums.data?.find(({ currency }) => currency === agency.currency) ?? sums.data?.[0];
  const unit = totals?.currency ?? agency.currency;
  return (
    <>
      <PageHeader title={text.title} />
      {canReadBooks && <HeldInBooks />}
      <ListView
        label={text.title}
        searchLabel={text.search}
        state={state}
        filters={[property]}
        query={query}
        exported={{ list: "deposits", filters: input }}
        columns={columnsIn({ unit, totals }, setManaged)}
        totalLabel={text.totals(unit)}
        getRowId={(row) => row.leaseId}
        getRowHref={(row) => `/leases/${row.leaseId}`}
        onPeek={setManaged}
        onRowIntent={(id) => void queryClient.prefetchQuery(trpc.deposits.get.queryOptions({ id }))}
        empty={<EmptyState title={text.none}>{text.noneHelp}</EmptyState>}
      />
      {managed && (
        <Suspense>
          <DepositPanel
            leaseId={managed.leaseId}
            tenantName={managed.tenantName}
            onClose={() => setManaged(null)}
          />
        </Suspense>
      )}
    </>
  );
}
