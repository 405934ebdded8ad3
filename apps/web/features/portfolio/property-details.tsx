"use client";

import type { PropertyDto } from "@stead/contracts/portfolio";
import { Button } from "@stead/ui/button";
import { DescriptionList, type Description } from "@stead/ui/description-list";
import { TextLink } from "@stead/ui/link";
import { Section } from "@stead/ui/section";
import { SkeletonForm } from "@stead/ui/skeleton";
import { lazy, Suspense, useState } from "react";
import { formatShare } from "../../lib/format.ts";
import { useCan } from "../../lib/session.tsx";
import { portfolio as text } from "../../messages/en/portfolio.ts";
import { countryOptions } from "../access/places.ts";

const loadEditor = () => import("./owners-editor.tsx");
const OwnersEditor = lazy(loadEditor);

/** Who owns the property and in which shares, and its facts. */
export function PropertyDetails({ property }: { readonly property: PropertyDto }) {
  return (
    <div className="grid gap-8 lg:grid-cols-2">
      <Owners property={property} />
      <Section title={text.facts}>
        <DescriptionList items={factsOf(property)} />
      </Section>
    </div>
  );
}

function factsOf(property: PropertyDto): Description[] {
  const { code, kind, addressLine, city, region, postcode, country, latitude, longitude, timeZone, notes } =
    property;
  const facts: (Description | false)[] = [
    { term: text.code, value: <span className="mono">{code}</span> },
    { term: text.kind, value: text.kinds[kind] },
    { term: text.address, value: addressLine },
    { term: text.city, value: [postcode, city].filter(Boolean).join(" ") },
    region !== null && { term: text.region, value: region },
    { term: text.country, value: countryOptions.find(({ value }) => value === country)?.label ?? country },
    { term: text.timeZone, value: timeZone.replaceAll("_", " ") },
    latitude !== null && longitude !== null && { term: text.coordinates, value: `${latitude}, ${longitude}` },
    notes !== null && { term: text.notes, value: <span className="whitespace-pre-wrap">{notes}</span> },
  ];
  return facts.filter((fact) => fact !== false);
}

function Owners({ property }: { readonly property: PropertyDto }) {
  const canWrite = useCan("portfolio:write");
  const [isEditing, setEditing] = useState(false);
  return (
    <Section
      title={text.owners}
      description={text.ownersHelp}
      actions={
        canWrite &&
        !isEditing && (
          <Button
            size="sm"
            onPointerEnter={() => void loadEditor()}
            onFocus={() => void loadEditor()}
            onClick={() => setEditing(true)}
          >
            {text.editOwners}
          </Button>
        )
      }
    >
      {isEditing ? (
        <Suspense fallback={<SkeletonForm fields={2} />}>
          <OwnersEditor property={property} onDone={() => setEditing(false)} />
        </Suspense>
      ) : property.owners.length === 0 ? (
        <p className="text-ink-2">{text.noOwners}</p>
      ) : (
        <DescriptionList
          items={property.owners.map(({ contactId, name, sharePpm }) => ({
            term: formatShare(sharePpm),
            value: <TextLink href={`/contacts/${contactId}`}>{name}</TextLink>,
          }))}
        />
      )}
    </Section>
  );
}
