"use client";

import type { PropertyDto } from "@stead/contracts/portfolio";
import { Callout } from "@stead/ui/callout";
import { Stat, StatRow } from "@stead/ui/stat";
import { Tabs } from "@stead/ui/tabs";
import { formatPercent } from "@stead/ui/format";
import { skipToken, useQuery } from "@tanstack/react-query";
import { useTRPC } from "../../lib/api.ts";
import { formatCount } from "../../lib/format.ts";
import { RecordView } from "../../lib/record-view.tsx";
import { useRecordId } from "../../lib/use-record-id.ts";
import { portfolio as text } from "../../messages/en/portfolio.ts";
import { records } from "../../messages/en/records.ts";
import { LeaseTable } from "../leases/lease-table.tsx";
import { PropertyDetails } from "./property-details.tsx";
import { PropertyHeader } from "./property-header.tsx";
import { UnitTable } from "./unit-table.tsx";

export type PropertyTab = "units" | "leases" | "details";

/** One property: its figures, then its units, its leases, or its owners and facts. */
export function PropertyPage({ tab }: { readonly tab: PropertyTab }) {
  const trpc = useTRPC();
  const id = useRecordId();
  const query = useQuery(trpc.portfolio.getProperty.queryOptions(id ? { id } : skipToken));
  return (
    <RecordView query={query} back={{ href: "/properties", label: text.allProperties }}>
      {(property) => (
        <>
          <PropertyHeader property={property} />
          {property.status === "archived" && (
            <Callout tone="warn" className="mb-5">
              {text.archivedNote}
            </Callout>
          )}
          <PropertyFigures property={property} />
          <Tabs
            label={records.views}
            className="mb-4"
            currentId={tab}
            tabs={[
              {
                id: "units",
                label: text.units,
                href: `/properties/${property.id}`,
                count: formatCount(property.unitCount),
              },
              { id: "leases", label: text.leases, href: `/properties/${property.id}/leases` },
              { id: "details", label: text.details, href: `/properties/${property.id}/details` },
            ]}
          />
          {tab === "units" && <UnitTable propertyId={property.id} />}
          {tab === "leases" && <LeaseTable propertyId={property.id} />}
          {tab === "details" && <PropertyDetails property={property} />}
        </>
      )}
    </RecordView>
  );
}

function PropertyFigures({ property }: { readonly property: PropertyDto }) {
  const { id, unitCount, occupiedCount } = property;
  const units = `/properties/${id}`;
  return (
    <StatRow className="mb-6">
      <Stat label={text.units} value={formatCount(unitCount)} href={units} />
      <Stat label={text.occupied} value={formatCount(occupiedCount)} href={`${units}?occupancy=occupied`} />
      <Stat
        label={text.notLet}
        value={formatCount(unitCount - occupiedCount)}
        href={`${units}?occupancy=vacant`}
      />
      <Stat
        label={text.occupancy}
        value={unitCount === 0 ? "–" : formatPercent(occupiedCount / unitCount)}
        href={`/rent-roll?property=${id}`}
      />
    </StatRow>
  );
}
