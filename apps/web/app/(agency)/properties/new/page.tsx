import type { Metadata } from "next";
import { Suspense } from "react";
import { NewProperty } from "../../../../features/portfolio/views.ts";

export const metadata: Metadata = { title: "New property" };

export default function PropertiesNewPage() {
  return (
    <Suspense>
      <NewProperty />
    </Suspense>
  );
}
