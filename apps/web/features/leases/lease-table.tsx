"use client";

import type { LeaseRowDto } from "@stead/contracts/leases";
import { ButtonLink } from "@stead/ui/button";
import { EmptyState } from "@stead/ui/empty-state";
import { keepPreviousData, useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "../../lib/api.ts";
import { useContactFilter } from "../../lib/contact-filter.ts";
import { keyOf, oneOf, useListState, type ListState } from "../../lib/list-state.ts";
import { ListView, type ListFilter } from "../../lib/list-view.tsx";
import { optionsOf } from "../../lib/options-of.ts";
import { usePropertyFilter } from "../../lib/property-filter.ts";
import { useCan, useSession } from "../../lib/session.tsx";
import { leases as text } from "../../messages/en/leases.ts";
import { leaseColumns } from "./lease-columns.tsx";
import { LeasePeek } from "./lease-peek.tsx";

const ownFilters: readonly ListFilter[] = [
  {
    id: "status",
    label: text.status,
    kind: "options",
    options: optionsOf(text.statuses),
  },
  {
    id: "ending",
    label: text.ending,
    kind: "options",
    options: optionsOf(text.endingWithin),
  },
];
const filterIds = ["status", "ending", "property", "contact"];

function inputOf(state: ListState, propertyId: string | undefined) {
  const ending = Number(state.filters["ending"] ?? Number.NaN);
  return {
    q: state.sentQ,
    status: keyOf(text.statuses, state.filters["status"]),
    endingWithinDays: Number.isInteger(ending) && ending >= 0 && ending <= 730 ? ending : undefined,
    propertyId: propertyId ?? state.filters["property"] ?? undefined,
    contactId: state.filters["contact"] ?? undefined,
    sort: oneOf(["start", "end", "number"], state.sort?.columnId),
    order: state.sort?.direction,
  };
}

/** Leases with what is open on each: of one property, or of all. */
export function LeaseTable({ propertyId }: { readonly propertyId?: string }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const { agency } = useSession();
  const canWrite = useCan("leases:write");
  const state = useListState(filterIds);
  const propertyFilter = usePropertyFilter(state);
  const contactFilter = useContactFilter(state, text.tenant);
  const [peeked, setPeeked] = useState<LeaseRowDto | null>(null);
  const isOfProperty = propertyId !== undefined;
  const query = useInfiniteQuery(
    trpc.leases.list.infiniteQueryOptions(inputOf(state, propertyId), {
      getNextPageParam: (page) => page.nextCursor ?? undefined,
      placeholderData: keepPreviousData,
    }),
  );
  return (
    <>
      <ListView
        label={text.leases}
        searchLabel={text.searchLeases}
        state={state}
        filters={[...ownFilters, ...(isOfProperty ? [] : [propertyFilter]), contactFilter]}
        query={query}
        exported={{ list: "leases", filters: inputOf(state, propertyId) }}
        bulk={{ source: "leases", filters: inputOf(state, propertyId) }}
        columns={leaseColumns(agency.currency, isOfProperty)}
        getRowId={(row) => row.id}
        getRowHref={(row) => `/leases/${row.id}`}
        onPeek={setPeeked}
        onRowIntent={(id) => void queryClient.prefetchQuery(trpc.leases.get.queryOptions({ id }))}
        empty={
          <EmptyState
            title={text.noLeases}
            action={
              canWrite &&
              !isOfProperty && <ButtonLink href="/imports/new?kind=leases">{text.importLeases}</ButtonLink>
            }
          >
            {isOfProperty ? text.noLeasesOfProperty : text.noLeasesHelp}
          </EmptyState>
        }
      />
      {peeked && <LeasePeek lease={peeked} onClose={() => setPeeked(null)} />}
    </>
  );
}
