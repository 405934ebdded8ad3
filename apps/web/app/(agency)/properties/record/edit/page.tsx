import type { Metadata } from "next";
import { Suspense } from "react";
import { EditProperty } from "../../../../../features/portfolio/edit-property.tsx";

export const metadata: Metadata = { title: "Edit property" };

export default function PropertiesEditPage() {
  return (
    <Suspense>
      <EditProperty />
    </Suspense>
  );
}
