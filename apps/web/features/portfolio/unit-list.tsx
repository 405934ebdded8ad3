"use client";

import { ButtonLink } from "@stead/ui/button";
import { PageHeader } from "@stead/ui/page-header";
import { useCan } from "../../lib/session.tsx";
import { portfolio as text } from "../../messages/en/portfolio.ts";
import { UnitTable } from "./unit-table.tsx";

/** Every unit of the agency. */
export function UnitList() {
  const canWrite = useCan("leases:write");
  return (
    <>
      <PageHeader
        title={text.units}
        actions={
          canWrite && (
            <ButtonLink href="/leases/new" variant="primary">
              {text.newLease}
            </ButtonLink>
          )
        }
      />
      <UnitTable />
    </>
  );
}
