"use client";

import type { ArrearsRowDto } from "@stead/contracts/arrears";
import { EmptyState } from "@stead/ui/empty-state";
import { PageHeader } from "@stead/ui/page-header";
import { useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { useTRPC } from "../../lib/api.ts";
import { formatDay } from "../../lib/format.ts";
import { useListState } from "../../lib/list-state.ts";
import { ListView, type ListFilter } from "../../lib/list-view.tsx";
import { optionsOf } from "../../lib/options-of.ts";
import { usePropertyFilter } from "../../lib/property-filter.ts";
import { useSession } from "../../lib/session.tsx";
import { arrears as text } from "../../messages/en/arrears.ts";
import { arrearsColumns, type ArrearsTotals } from "./arrears-columns.tsx";
import { ArrearsFigures } from "./arrears-figures.tsx";
import { arrearsInput, useArrears } from "./use-arrears.ts";

const ArrearsPanel = lazy(() => import("./arrears-panel.tsx"));

const filterIds = ["asOf", "property", "currency", "late"];
const asOfFilter: ListFilter = { id: "asOf", label: text.asOf, kind: "date" };
const lateFilter: ListFilter = {
  id: "late",
  label: text.late,
  kind: "options",
  options: optionsOf(text.lateFor),
};

function currencyFilter(totals: readonly ArrearsTotals[]): ListFilter {
  const options = totals.map(({ currency }) => ({ value: currency, label: currency }));
  return { id: "currency", label: text.currency, kind: "options", options };
}

/** Who owes what since when: the ageing of every lease, its totals by currency, as of any day. */
export function ArrearsList() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const { agency, today } = useSession();
  const state = useListState(filterIds);
  const property = usePropertyFilter(state);
  const [looked, setLooked] = useState<ArrearsRowDto | null>(null);
  const query = useArrears(state);
  const first = query.data?.pages[0];
  const totals = first?.totals ?? [];
  const headed = totals.find(({ currency }) => currency === agency.currency) ?? totals[0];
  const unit = headed?.currency ?? agency.currency;
  const hasCurrencies = totals.length > 1 || state.filters["currency"];
  return (
    <>
      <PageHeader title={text.title}>{formatDay(first?.asOf ?? state.filters["asOf"] ?? today)}</PageHeader>
      <ListView
        label={text.title}
        searchLabel={text.search}
        state={state}
        filters={[asOfFilter, property, lateFilter, ...(hasCurrencies ? [currencyFilter(totals)] : [])]}
        query={query}
        exported={{ list: "arrears", filters: arrearsInput(state) }}
        columns={arrearsColumns({ unit, totals: headed, onLook: setLooked })}
        totalLabel={text.totals(unit)}
        getRowId={(row) => row.leaseId}
        getRowHref={(row) => `/leases/${row.leaseId}`}
        onPeek={setLooked}
        onRowIntent={(id) => void queryClient.prefetchQuery(trpc.leases.get.queryOptions({ id }))}
        summary={<Summary totals={totals} />}
        empty={<EmptyState title={text.none}>{text.noneHelp}</EmptyState>}
      />
      {looked && (
        <Suspense>
          <ArrearsPanel row={looked} onClose={() => setLooked(null)} />
        </Suspense>
      )}
    </>
  );
}

function Summary({ totals }: { readonly totals: readonly ArrearsTotals[] }) {
  if (totals.length === 0) return null;
  return (
    <div className="my-6 grid gap-8">
      {totals.map((each) => (
        <ArrearsFigures key={each.currency} totals={each} />
      ))}
    </div>
  );
}
