import type { Metadata } from "next";
import { Suspense } from "react";
import { LeasePage } from "../../../../../features/leases/views.ts";

export const metadata: Metadata = { title: "Schedule of a lease" };

export default function LeasesSchedulePage() {
  return (
    <Suspense>
      <LeasePage tab="schedule" />
    </Suspense>
  );
}
