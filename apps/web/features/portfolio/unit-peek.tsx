"use client";

import type { UnitRowDto } from "@stead/contracts/portfolio";
import { ButtonLink } from "@stead/ui/button";
import { DescriptionList } from "@stead/ui/description-list";
import { SidePanel } from "@stead/ui/drawer";
import { TextLink } from "@stead/ui/link";
import { moneyText } from "../../lib/format.ts";
import { unitName } from "../../lib/unit-picker.tsx";
import { records } from "../../messages/en/records.ts";
import { portfolio as text } from "../../messages/en/portfolio.ts";
import { OccupancyBadge } from "./occupancy-badge.tsx";
import { unitFacts } from "./unit-facts.ts";

/** A look at a unit beside the list. */
export function UnitPeek({ unit, onClose }: { readonly unit: UnitRowDto; readonly onClose: () => void }) {
  const leaseFacts = unit.leaseId !== null && [
    { term: text.letTo, value: <TextLink href={`/leases/${unit.leaseId}`}>{unit.tenantName}</TextLink> },
    { term: text.rent, value: unit.rentMinor === null ? "–" : moneyText(unit.rentMinor, unit.currency) },
  ];
  return (
    <SidePanel
      isOpen
      onClose={onClose}
      title={unitName({ unitLabel: unit.label, propertyName: unit.propertyName })}
      actions={
        <ButtonLink href={`/units/${unit.id}`} size="sm">
          {records.open}
        </ButtonLink>
      }
    >
      <DescriptionList
        items={[
          { term: text.status, value: <OccupancyBadge occupancy={unit.occupancy} /> },
          ...(leaseFacts || []),
          ...unitFacts(unit),
        ]}
      />
    </SidePanel>
  );
}
