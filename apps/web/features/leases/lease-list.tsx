"use client";

import { ButtonLink } from "@stead/ui/button";
import { PageHeader } from "@stead/ui/page-header";
import { useCan } from "../../lib/session.tsx";
import { leases as text } from "../../messages/en/leases.ts";
import { LeaseTable } from "./lease-table.tsx";

/** Every lease of the agency. */
export function LeaseList() {
  const canWrite = useCan("leases:write");
  return (
    <>
      <PageHeader
        title={text.leases}
        actions={
          canWrite && (
            <ButtonLink href="/leases/new" variant="primary">
              {text.newLease}
            </ButtonLink>
          )
        }
      />
      <LeaseTable />
    </>
  );
}
