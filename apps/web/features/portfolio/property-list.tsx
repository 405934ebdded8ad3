"use client";

import type { PropertyRowDto } from "@stead/contracts/portfolio";
import { Badge } from "@stead/ui/badge";
import { ButtonLink } from "@stead/ui/button";
import { EmptyState } from "@stead/ui/empty-state";
import { PageHeader } from "@stead/ui/page-header";
import type { TableColumn } from "@stead/ui/table";
import { keepPreviousData, useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "../../lib/api.ts";
import { formatCount } from "../../lib/format.ts";
import { keyOf, oneOf, useListState } from "../../lib/list-state.ts";
import { ListView, type ListFilter } from "../../lib/list-view.tsx";
import { optionsOf } from "../../lib/options-of.ts";
import { useCan } from "../../lib/session.tsx";
import { portfolio as text } from "../../messages/en/portfolio.ts";
import { PropertyPeek } from "./property-peek.tsx";

const kinds = optionsOf(text.kinds);
const statuses = [
  { value: "active", label: text.active },
  { value: "archived", label: text.archived },
];
const filters: readonly ListFilter[] = [
  { id: "status", label: text.status, kind: "options", options: statuses },
  { id: "kind", label: text.kind, kind: "options", options: kinds },
];
const filterIds = filters.map((filter) => filter.id);

const columns: readonly TableColumn<PropertyRowDto>[] = [
  { id: "name", header: text.name, cell: (row) => row.name, isSortable: true, phone: "title" },
  {
    id: "code",
    header: text.code,
    cell: (row) => <span className="font-mono text-ink-2">{row.code}</span>,
    width: 95,
    isSortable: true,
    from: "lg",
  },
  { id: "address", header: text.address, cell: (row) => row.addressLine, phone: "detail" },
  { id: "city", header: text.city, cell: (row) => row.city, width: 120, isSortable: true, from: "lg" },
  { id: "kind", header: text.kind, cell: (row) => text.kinds[row.kind], width: 120, from: "xl" },
  { id: "units", header: text.units, cell: (row) => formatCount(row.unitCount), width: 75, align: "right" },
  {
    id: "occupied",
    header: text.occupied,
    cell: (row) => <Occupied property={row} />,
    width: 100,
    align: "right",
    phone: "value",
  },
  {
    id: "status",
    header: text.status,
    cell: (row) => <Badge tone={row.status === "active" ? "good" : "neutral"}>{text[row.status]}</Badge>,
    width: 95,
    from: "xl",
  },
];

/** On a phone, where the count of units has no column, both counts. */
function Occupied({ property }: { readonly property: PropertyRowDto }) {
  return (
    <>
      {formatCount(property.occupiedCount)}
      <span className="text-ink-3 sm:hidden"> / {formatCount(property.unitCount)}</span>
    </>
  );
}

/** Every property of the agency: search, filters, keyset pages; the state is in the address. */
export function PropertyList() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const state = useListState(filterIds);
  const canWrite = useCan("portfolio:write");
  const [peeked, setPeeked] = useState<PropertyRowDto | null>(null);
  const input = {
    q: state.sentQ,
    status: oneOf(["active", "archived"], state.filters["status"]),
    kind: keyOf(text.kinds, state.filters["kind"]),
    sort: oneOf(["name", "code", "city"], state.sort?.columnId),
    order: state.sort?.direction,
  };
  const query = useInfiniteQuery(
    trpc.portfolio.listProperties.infiniteQueryOptions(input, {
      getNextPageParam: (page) => page.nextCursor ?? undefined,
      placeholderData: keepPreviousData,
    }),
  );
  return (
    <>
      <PageHeader
        title={text.properties}
        actions={
          canWrite && (
            <ButtonLink href="/properties/new" variant="primary">
              {text.newProperty}
            </ButtonLink>
          )
        }
      />
      <ListView
        label={text.properties}
        searchLabel={text.searchProperties}
        state={state}
        filters={filters}
        query={query}
        exported={{ list: "properties", filters: input }}
        columns={columns}
        getRowId={(row) => row.id}
        getRowHref={(row) => `/properties/${row.id}`}
        onPeek={setPeeked}
        onRowIntent={(id) => void queryClient.prefetchQuery(trpc.portfolio.getProperty.queryOptions({ id }))}
        empty={
          <EmptyState
            title={text.noProperties}
            action={
              canWrite && <ButtonLink href="/imports/new?kind=properties">{text.importProperties}</ButtonLink>
            }
          >
            {text.noPropertiesHelp}
          </EmptyState>
        }
      />
      {peeked && <PropertyPeek property={peeked} onClose={() => setPeeked(null)} />}
    </>
  );
}
