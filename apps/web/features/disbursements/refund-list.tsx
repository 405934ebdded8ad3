"use client";

import type { DisbursementDto } from "@stead/contracts/disbursements";
import { railIds } from "@stead/contracts/rails";
import { Banner } from "@stead/ui/callout";
import { ButtonLink } from "@stead/ui/button";
import { InstantText } from "@stead/ui/date-text";
import { EmptyState } from "@stead/ui/empty-state";
import type { TableColumn } from "@stead/ui/table";
import { keepPreviousData, useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTRPC } from "../../lib/api.ts";
import { moneyColumn } from "../../lib/cell-money.tsx";
import { keyOf, oneOf, useListState } from "../../lib/list-state.ts";
import { ListView, type ListFilter } from "../../lib/list-view.tsx";
import { useLive } from "../../lib/live.ts";
import { optionsOf } from "../../lib/options-of.ts";
import { usePropertyFilter } from "../../lib/property-filter.ts";
import { useCan, useSession } from "../../lib/session.tsx";
import { unitColumn } from "../../lib/unit-column.ts";
import { refunds as text } from "../../messages/en/disbursements.ts";
import { payments } from "../../messages/en/payments.ts";
import { RefundBadge } from "./refund-state.tsx";
import { RefundsHeader } from "./refunds-header.tsx";

const rails = ["bank", "cash", ...railIds] as const;
const plainFilters: readonly ListFilter[] = [
  { id: "state", label: text.state, kind: "options", options: optionsOf(text.states) },
  { id: "way", label: text.way, kind: "options", options: optionsOf(text.ways) },
  {
    id: "rail",
    label: payments.rail,
    kind: "options",
    options: rails.map((value) => ({ value, label: payments.rails[value] })),
  },
];
const filterIds = ["state", "way", "rail", "property", "payment", "lease", "file"];

function columnsIn(unit: string): readonly TableColumn<DisbursementDto>[] {
  return [
    {
      id: "tenant",
      header: text.tenant,
      cell: (row) => row.tenantName ?? payments.receipt(row.paymentNumber ?? 0),
      phone: "title",
    },
    unitColumn(text.unit, "2xl"),
    { id: "way", header: text.way, cell: (row) => text.ways[row.way], width: 170, from: "lg" },
    {
      id: "to",
      header: text.to,
      cell: (row) => row.destinationHint ?? row.accountLabel,
      width: 190,
      from: "xl",
    },
    {
      id: "asked",
      header: text.asked,
      cell: (row) => <InstantText instant={row.createdAt} />,
      width: 160,
      isSortable: true,
      phone: "detail",
    },
    {
      id: "state",
      header: text.state,
      cell: (row) => <RefundBadge state={row.state} />,
      width: 170,
      phone: "note",
    },
    moneyColumn(unit, {
      id: "amount",
      header: text.amount,
      amountOf: (row) => row.amountMinor,
      isZeroShown: true,
      phone: "value",
    }),
  ];
}

/** Money on its way back to tenants, newest first, live. */
export function RefundList() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const { agency } = useSession();
  const state = useListState(filterIds);
  const property = usePropertyFilter(state);
  const { filters } = state;
  const input = {
    q: state.sentQ,
    state: keyOf(text.states, filters["state"]),
    way: keyOf(text.ways, filters["way"]),
    rail: oneOf(rails, filters["rail"]),
    propertyId: filters["property"] ?? undefined,
    paymentId: filters["payment"] ?? undefined,
    leaseId: filters["lease"] ?? undefined,
    batchId: filters["file"] ?? undefined,
    order: state.sort?.direction,
  };
  const query = useInfiniteQuery(
    trpc.disbursements.list.infiniteQueryOptions(input, {
      getNextPageParam: (page) => page.nextCursor ?? undefined,
      placeholderData: keepPreviousData,
    }),
  );
  useLive("disbursement.changed", () => {
    void queryClient.invalidateQueries({ queryKey: trpc.disbursements.list.pathKey() });
  });
  return (
    <>
      <RefundsHeader currentId="list" />
      {filters["state"] !== "awaiting_approval" && <Waiting />}
      <ListView
        label={text.title}
        searchLabel={text.search}
        state={state}
        filters={[...plainFilters, property]}
        query={query}
        exported={{ list: "refunds", filters: input }}
        columns={columnsIn(agency.currency)}
        getRowId={(row) => row.id}
        getRowHref={(row) => `/refunds/${row.id}`}
        onRowIntent={(id) => void queryClient.prefetchQuery(trpc.disbursements.get.queryOptions({ id }))}
        empty={
          <EmptyState
            title={text.none}
            action={<ButtonLink href="/payments">{text.openPayments}</ButtonLink>}
          >
            {text.noneHelp}
          </EmptyState>
        }
      />
    </>
  );
}

/** What waits for a second person, to those who may be it. */
function Waiting() {
  const trpc = useTRPC();
  const canApprove = useCan("refunds:write");
  const query = useQuery({
    ...trpc.disbursements.list.queryOptions({ state: "awaiting_approval", limit: 1 }),
    enabled: canApprove,
  });
  const waiting = query.data?.total.count ?? 0;
  if (waiting === 0) return null;
  return (
    <div className="mb-5">
      <Banner
        tone="warn"
        action={
          <ButtonLink size="sm" href="/refunds?state=awaiting_approval">
            {text.showWaiting}
          </ButtonLink>
        }
      >
        {text.waitsForYou(waiting)}
      </Banner>
    </div>
  );
}
