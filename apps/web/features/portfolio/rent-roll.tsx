"use client";

import type { RentRollDto } from "@stead/contracts/portfolio";
import { Button } from "@stead/ui/button";
import { DateInput } from "@stead/ui/date-input";
import { EmptyState } from "@stead/ui/empty-state";
import { PageHeader } from "@stead/ui/page-header";
import { LoadMore } from "@stead/ui/pagination";
import { Table } from "@stead/ui/table";
import { keepPreviousData, skipToken, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { QueryFailure } from "../../lib/query-failure.tsx";
import { useTRPC } from "../../lib/api.ts";
import { formatDay } from "../../lib/format.ts";
import { useListState } from "../../lib/list-state.ts";
import { PropertyPicker } from "../../lib/property-picker.tsx";
import { useSession } from "../../lib/session.tsx";
import { portfolio as text } from "../../messages/en/portfolio.ts";
import { ExportMenu } from "../exports/export-menu.tsx";
import { FutureResidents } from "./future-residents.tsx";
import { rentRollColumns } from "./rent-roll-columns.tsx";
import { RentRollTotals } from "./rent-roll-totals.tsx";

/** One row a unit, as of any day, with what the portfolio earns, could earn and is owed. */
export function RentRoll() {
  const trpc = useTRPC();
  const { agency, today } = useSession();
  const state = useListState(["asOf", "property"]);
  const { filters } = state;
  const asOf = filters["asOf"] ?? undefined;
  const propertyId = filters["property"] ?? undefined;
  const query = useInfiniteQuery(
    trpc.portfolio.rentRoll.infiniteQueryOptions(
      { asOf, propertyId },
      { getNextPageParam: (page) => page.nextCursor ?? undefined, placeholderData: keepPreviousData },
    ),
  );
  const first = query.data?.pages[0];
  const rows = query.data?.pages.flatMap((page) => page.items);
  const isFailed = query.isError && rows === undefined;
  const only = first?.totals.length === 1 ? first.totals[0] : undefined;
  return (
    <>
      <PageHeader
        title={text.rentRoll}
        actions={
          <>
            <ExportMenu source={{ list: "rent_roll", filters: { asOf, propertyId } }} />
            <Button className="print:hidden" onClick={() => print()}>
              {text.print}
            </Button>
          </>
        }
      >
        <span className="hidden print:inline">
          {text.asOf} {formatDay(asOf ?? today)}
        </span>
      </PageHeader>
      <div className="mb-6 flex flex-wrap items-center gap-2 print:hidden">
        <AsOf today={today} value={asOf ?? null} onChange={(date) => state.setFilter("asOf", date)} />
        <PropertyChoice id={propertyId} onChange={(id) => state.setFilter("property", id)} />
      </div>
      <RentRollTotals totals={first?.totals} isLoading={!first && !isFailed} />
      <Table<RentRollDto["items"][number]>
        label={text.rentRoll}
        columns={rentRollColumns(only?.currency ?? agency.currency, only, propertyId !== undefined)}
        rows={rows}
        getRowId={(row) => row.unitId}
        getRowHref={(row) => `/units/${row.unitId}`}
        hasKeys
        isStale={query.isPlaceholderData}
        empty={<EmptyState title={text.noRentRoll}>{text.noRentRollHelp}</EmptyState>}
        error={isFailed && <QueryFailure query={query} />}
      />
      {rows && rows.length > 0 && (
        <LoadMore
          summary={text.shownUnits(rows.length)}
          hasMore={query.hasNextPage}
          isLoading={query.isFetchingNextPage}
          onMore={() => void query.fetchNextPage()}
        />
      )}
      {first && <FutureResidents future={first.future} />}
    </>
  );
}

type AsOfProps = { today: string; value: string | null; onChange: (date: string | null) => void };

function AsOf({ today, value, onChange }: AsOfProps) {
  return (
    <div className="flex items-center gap-2">
      <span className="text-ink-2">{text.asOf}</span>
      <DateInput
        className="w-40"
        aria-label={text.asOf}
        today={today}
        value={value ?? today}
        onChange={(date) => onChange(date === today ? null : date)}
      />
      {value !== null && (
        <Button variant="quiet" onClick={() => onChange(null)}>
          {text.today}
        </Button>
      )}
    </div>
  );
}

function PropertyChoice({
  id,
  onChange,
}: {
  readonly id: string | undefined;
  readonly onChange: (id: string | null) => void;
}) {
  const trpc = useTRPC();
  const property = useQuery(trpc.portfolio.getProperty.queryOptions(id ? { id } : skipToken));
  return (
    <div className="w-full sm:w-72">
      <PropertyPicker
        aria-label={text.property}
        placeholder={text.allOfThem}
        value={id ? { value: id, label: property.data?.name ?? "…" } : null}
        onChange={(option) => onChange(option?.value ?? null)}
      />
    </div>
  );
}
