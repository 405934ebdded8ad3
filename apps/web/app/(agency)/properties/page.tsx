import type { Metadata } from "next";
import { Suspense } from "react";
import { PropertyList } from "../../../features/portfolio/views.ts";

export const metadata: Metadata = { title: "Properties" };

export default function PropertiesPage() {
  return (
    <Suspense>
      <PropertyList />
    </Suspense>
  );
}
