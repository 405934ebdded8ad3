import type { Metadata } from "next";
import { Suspense } from "react";
import { LeasePage } from "../../../../features/leases/views.ts";

export const metadata: Metadata = { title: "Lease" };

export default function LeasesPage() {
  return (
    <Suspense>
      <LeasePage tab="ledger" />
    </Suspense>
  );
}
