"use client";

import type { UnitDto } from "@stead/contracts/portfolio";
import { Breadcrumbs } from "@stead/ui/breadcrumbs";
import { Button, ButtonLink } from "@stead/ui/button";
import { Callout } from "@stead/ui/callout";
import { DescriptionList } from "@stead/ui/description-list";
import { TextLink } from "@stead/ui/link";
import { Menu } from "@stead/ui/menu";
import { PageHeader } from "@stead/ui/page-header";
import { skipToken, useQuery } from "@tanstack/react-query";
import Ellipsis from "lucide-react/icons/ellipsis";
import { lazy, Suspense, useState } from "react";
import { useTRPC } from "../../lib/api.ts";
import { RecordView } from "../../lib/record-view.tsx";
import { useCan } from "../../lib/session.tsx";
import { useRecordId } from "../../lib/use-record-id.ts";
import { forms } from "../../messages/en/forms.ts";
import { portfolio as text } from "../../messages/en/portfolio.ts";
import { records } from "../../messages/en/records.ts";
import { OccupancyBadge } from "./occupancy-badge.tsx";
import { unitFacts } from "./unit-facts.ts";
import { UnitLeases } from "./unit-leases.tsx";
import { useUnitStatus } from "./use-unit-status.ts";

const loadDialog = () => import("./unit-dialog.tsx");
const EditUnitDialog = lazy(async () => ({ default: (await loadDialog()).EditUnitDialog }));

/** One unit: its facts, who has lived there, and the way to a new lease. */
export function UnitPage() {
  const trpc = useTRPC();
  const id = useRecordId();
  const query = useQuery(trpc.portfolio.getUnit.queryOptions(id ? { id } : skipToken));
  return (
    <RecordView query={query} back={{ href: "/units", label: text.allUnits }}>
      {(unit) => (
        <>
          <UnitHeader unit={unit} />
          {unit.status !== "available" && (
            <Callout tone="warn" className="mb-5">
              {unit.status === "archived" ? text.unitArchivedNote : text.unitUnrentableNote}
            </Callout>
          )}
          <DescriptionList items={unitFacts(unit)} layout="grid" className="mb-8" />
          <UnitLeases unit={unit} />
        </>
      )}
    </RecordView>
  );
}

function UnitHeader({ unit }: { readonly unit: UnitDto }) {
  const canWrite = useCan("portfolio:write");
  const canLet = useCan("leases:write");
  const [isEditing, setEditing] = useState(false);
  return (
    <PageHeader
      title={text.unitTitle(unit.label)}
      status={<OccupancyBadge occupancy={unit.occupancy} />}
      above={
        <Breadcrumbs
          label={records.where}
          crumbs={[
            { label: text.properties, href: "/properties" },
            { label: unit.propertyName, href: `/properties/${unit.propertyId}` },
            { label: unit.label },
          ]}
        />
      }
      actions={
        <>
          {canWrite && <UnitMenu unit={unit} />}
          {canWrite && (
            <Button
              onPointerEnter={() => void loadDialog()}
              onFocus={() => void loadDialog()}
              onClick={() => setEditing(true)}
            >
              {forms.edit}
            </Button>
          )}
          {canLet && unit.status === "available" && (
            <ButtonLink variant="primary" href={`/leases/new?unit=${unit.id}`}>
              {text.newLease}
            </ButtonLink>
          )}
        </>
      }
    >
      {unit.leaseId !== null && (
        <span>
          {text.letTo} <TextLink href={`/leases/${unit.leaseId}`}>{unit.tenantName}</TextLink>
        </span>
      )}
      {isEditing && (
        <Suspense>
          <EditUnitDialog unit={unit} onClose={() => setEditing(false)} />
        </Suspense>
      )}
    </PageHeader>
  );
}

function UnitMenu({ unit }: { readonly unit: UnitDto }) {
  const setStatus = useUnitStatus(unit);
  const choices = [
    { status: "unrentable", label: text.markUnrentable },
    { status: "available", label: unit.status === "archived" ? text.restore : text.markRentable },
    { status: "archived", label: text.archive },
  ] as const;
  const items = choices
    .filter(({ status }) => status !== unit.status)
    .map(({ status, label }) => ({ id: status, label, onSelect: () => setStatus(status) }));
  return <Menu label={records.more} icon={<Ellipsis />} sections={[{ id: "status", items }]} />;
}
