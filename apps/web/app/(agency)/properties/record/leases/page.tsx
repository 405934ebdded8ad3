import type { Metadata } from "next";
import { Suspense } from "react";
import { PropertyPage } from "../../../../../features/portfolio/views.ts";

export const metadata: Metadata = { title: "Leases of a property" };

export default function PropertiesLeasesPage() {
  return (
    <Suspense>
      <PropertyPage tab="leases" />
    </Suspense>
  );
}
