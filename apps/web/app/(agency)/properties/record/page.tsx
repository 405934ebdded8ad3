import type { Metadata } from "next";
import { Suspense } from "react";
import { PropertyPage } from "../../../../features/portfolio/views.ts";

export const metadata: Metadata = { title: "Property" };

export default function PropertiesPage() {
  return (
    <Suspense>
      <PropertyPage tab="units" />
    </Suspense>
  );
}
