"use client";

import type { PropertyDto } from "@stead/contracts/portfolio";
import { Badge } from "@stead/ui/badge";
import { Breadcrumbs } from "@stead/ui/breadcrumbs";
import { Button, ButtonLink } from "@stead/ui/button";
import { Menu } from "@stead/ui/menu";
import { PageHeader } from "@stead/ui/page-header";
import Ellipsis from "lucide-react/icons/ellipsis";
import { lazy, Suspense, useState } from "react";
import { useCan } from "../../lib/session.tsx";
import { forms } from "../../messages/en/forms.ts";
import { portfolio as text } from "../../messages/en/portfolio.ts";
import { records } from "../../messages/en/records.ts";
import { usePropertyStatus } from "./use-property-status.ts";

const loadNewUnit = () => import("./unit-dialog.tsx");
const NewUnitDialog = lazy(async () => ({ default: (await loadNewUnit()).NewUnitDialog }));

/** The property's name, place and state, and what can be done with it. */
export function PropertyHeader({ property }: { readonly property: PropertyDto }) {
  const canWrite = useCan("portfolio:write");
  const [isAdding, setAdding] = useState(false);
  const setStatus = usePropertyStatus(property);
  const isActive = property.status === "active";
  const { addressLine, city, region, postcode } = property;
  return (
    <PageHeader
      title={property.name}
      status={<Badge tone={isActive ? "good" : "neutral"}>{text[property.status]}</Badge>}
      above={
        <Breadcrumbs
          label={records.where}
          crumbs={[{ label: text.properties, href: "/properties" }, { label: property.code }]}
        />
      }
      actions={
        canWrite && (
          <>
            <Menu
              label={records.more}
              icon={<Ellipsis />}
              sections={[
                {
                  id: "status",
                  items: [
                    {
                      id: "status",
                      label: isActive ? text.archive : text.restore,
                      onSelect: () => setStatus(isActive ? "archived" : "active"),
                    },
                  ],
                },
              ]}
            />
            <ButtonLink href={`/properties/${property.id}/edit`}>{forms.edit}</ButtonLink>
            {isActive && (
              <Button
                variant="primary"
                onPointerEnter={() => void loadNewUnit()}
                onFocus={() => void loadNewUnit()}
                onClick={() => setAdding(true)}
              >
                {text.newUnit}
              </Button>
            )}
          </>
        )
      }
    >
      <span>{text.kinds[property.kind]}</span>
      <span>
        {[addressLine, [postcode, city].filter(Boolean).join(" "), region].filter(Boolean).join(", ")}
      </span>
      {isAdding && (
        <Suspense>
          <NewUnitDialog propertyId={property.id} onClose={() => setAdding(false)} />
        </Suspense>
      )}
    </PageHeader>
  );
}
