"use client";

import type { PropertyRowDto } from "@stead/contracts/portfolio";
import { ButtonLink } from "@stead/ui/button";
import { DescriptionList } from "@stead/ui/description-list";
import { SidePanel } from "@stead/ui/drawer";
import { TextLink } from "@stead/ui/link";
import { formatCount } from "../../lib/format.ts";
import { portfolio as text } from "../../messages/en/portfolio.ts";
import { records } from "../../messages/en/records.ts";

export type PropertyPeekProps = { property: PropertyRowDto; onClose: () => void };

/** A look at a property beside the list. */
export function PropertyPeek({ property, onClose }: PropertyPeekProps) {
  const { id, name, code, kind, status, addressLine, city, region, unitCount, occupiedCount } = property;
  const href = `/properties/${id}`;
  return (
    <SidePanel
      isOpen
      onClose={onClose}
      title={name}
      actions={
        <ButtonLink href={href} size="sm">
          {records.open}
        </ButtonLink>
      }
    >
      <DescriptionList
        items={[
          { term: text.code, value: <span className="mono">{code}</span> },
          { term: text.status, value: text[status] },
          { term: text.kind, value: text.kinds[kind] },
          { term: text.address, value: [addressLine, city, region].filter(Boolean).join(", ") },
          { term: text.units, value: <TextLink href={href}>{formatCount(unitCount)}</TextLink> },
          {
            term: text.occupied,
            value: <TextLink href={`${href}?occupancy=occupied`}>{formatCount(occupiedCount)}</TextLink>,
          },
          {
            term: text.rentRoll,
            value: <TextLink href={`/rent-roll?property=${id}`}>{records.open}</TextLink>,
          },
        ]}
      />
    </SidePanel>
  );
}
