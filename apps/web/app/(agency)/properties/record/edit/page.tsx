import type { Metadata } from "next";
import { Suspense } from "react";
import { EditProperty } from "../../../../../features/portfolio/views.ts";

export const metadata: Metadata = { title: "Edit property" };

export default function PropertiesEditPage() {
  return (
    <Suspense>
      <EditProperty />
    </Suspense>
  );
}
