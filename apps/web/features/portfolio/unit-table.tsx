"use client";

import type { UnitRowDto } from "@stead/contracts/portfolio";
import { ButtonLink } from "@stead/ui/button";
import { EmptyState } from "@stead/ui/empty-state";
import { TextLink } from "@stead/ui/link";
import type { TableColumn } from "@stead/ui/table";
import { keepPreviousData, useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "../../lib/api.ts";
import { CellMoney } from "../../lib/cell-money.tsx";
import { keyOf, useListState } from "../../lib/list-state.ts";
import { ListView, type ListFilter } from "../../lib/list-view.tsx";
import { optionsOf } from "../../lib/options-of.ts";
import { usePropertyFilter } from "../../lib/property-filter.ts";
import { useCan, useSession } from "../../lib/session.tsx";
import { portfolio as text } from "../../messages/en/portfolio.ts";
import { OccupancyBadge } from "./occupancy-badge.tsx";
import { UnitPeek } from "./unit-peek.tsx";

const occupancyFilter: ListFilter = {
  id: "occupancy",
  label: text.status,
  kind: "options",
  options: optionsOf(text.occupancies),
};
const kindFilter: ListFilter = {
  id: "kind",
  label: text.kind,
  kind: "options",
  options: optionsOf(text.unitKinds),
};
const filterIds = ["occupancy", "kind", "property"];

function columnsOf(currency: string, isOfProperty: boolean): TableColumn<UnitRowDto>[] {
  const columns: (TableColumn<UnitRowDto> | false)[] = [
    { id: "label", header: text.unit, cell: (row) => row.label, width: 90, phone: "title" },
    !isOfProperty && {
      id: "property",
      header: text.property,
      cell: (row) => row.propertyName,
      phone: "note",
    },
    { id: "tenant", header: text.tenant, cell: (row) => <Tenant unit={row} />, phone: "detail" },
    {
      id: "occupancy",
      header: text.status,
      cell: (row) => <OccupancyBadge occupancy={row.occupancy} />,
      width: 130,
      ...(isOfProperty && { phone: "note" as const }),
    },
    { id: "kind", header: text.kind, cell: (row) => text.unitKinds[row.kind], width: 105, from: "xl" },
    { id: "beds", header: text.beds, cell: (row) => row.beds, width: 100, align: "right", from: "xl" },
    {
      id: "market",
      header: text.marketRent,
      unit: currency,
      cell: (row) => <CellMoney amountMinor={row.marketRentMinor} currency={row.currency} />,
      width: 145,
      align: "right",
      from: "lg",
    },
    {
      id: "rent",
      header: text.rent,
      unit: currency,
      cell: (row) => <CellMoney amountMinor={row.rentMinor} currency={row.currency} />,
      width: 120,
      align: "right",
      phone: "value",
    },
  ];
  return columns.filter((column) => column !== false);
}

function Tenant({ unit }: { readonly unit: UnitRowDto }) {
  if (unit.leaseId === null) return <span className="text-ink-3">{text.vacantNow}</span>;
  return (
    <TextLink href={`/leases/${unit.leaseId}`} isQuiet>
      {unit.tenantName}
    </TextLink>
  );
}

/** Units with what they are today: of one property, or of all. */
export function UnitTable({ propertyId }: { readonly propertyId?: string }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const { agency } = useSession();
  const canWrite = useCan("portfolio:write");
  const state = useListState(filterIds);
  const propertyFilter = usePropertyFilter(state);
  const [peeked, setPeeked] = useState<UnitRowDto | null>(null);
  const isOfProperty = propertyId !== undefined;
  const input = {
    q: state.sentQ,
    propertyId: propertyId ?? state.filters["property"] ?? undefined,
    occupancy: keyOf(text.occupancies, state.filters["occupancy"]),
    kind: keyOf(text.unitKinds, state.filters["kind"]),
  };
  const query = useInfiniteQuery(
    trpc.portfolio.listUnits.infiniteQueryOptions(input, {
      getNextPageParam: (page) => page.nextCursor ?? undefined,
      placeholderData: keepPreviousData,
    }),
  );
  return (
    <>
      <ListView
        label={text.units}
        searchLabel={text.searchUnits}
        state={state}
        filters={isOfProperty ? [occupancyFilter, kindFilter] : [occupancyFilter, kindFilter, propertyFilter]}
        query={query}
        exported={{ list: "units", filters: input }}
        columns={columnsOf(agency.currency, isOfProperty)}
        getRowId={(row) => row.id}
        getRowHref={(row) => `/units/${row.id}`}
        onPeek={setPeeked}
        onRowIntent={(id) => void queryClient.prefetchQuery(trpc.portfolio.getUnit.queryOptions({ id }))}
        empty={
          <EmptyState
            title={text.noUnits}
            action={
              !isOfProperty && canWrite && <ButtonLink href="/properties">{text.allProperties}</ButtonLink>
            }
          >
            {isOfProperty ? text.noUnitsHelp : text.noUnitsAnywhere}
          </EmptyState>
        }
      />
      {peeked && <UnitPeek unit={peeked} onClose={() => setPeeked(null)} />}
    </>
  );
}
