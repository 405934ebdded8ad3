import type { Metadata } from "next";
import { Suspense } from "react";
import { LeasePage } from "../../../../../features/leases/views.ts";

export const metadata: Metadata = { title: "Terms of a lease" };

export default function LeasesTermsPage() {
  return (
    <Suspense>
      <LeasePage tab="terms" />
    </Suspense>
  );
}
