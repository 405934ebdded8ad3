import type { Metadata } from "next";
import { Suspense } from "react";
import { PropertyPage } from "../../../../../features/portfolio/views.ts";

export const metadata: Metadata = { title: "Owners and details" };

export default function PropertiesDetailsPage() {
  return (
    <Suspense>
      <PropertyPage tab="details" />
    </Suspense>
  );
}
