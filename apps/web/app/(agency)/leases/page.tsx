import type { Metadata } from "next";
import { Suspense } from "react";
import { LeaseList } from "../../../features/leases/views.ts";

export const metadata: Metadata = { title: "Leases" };

export default function LeasesPage() {
  return (
    <Suspense>
      <LeaseList />
    </Suspense>
  );
}
