import type { Metadata } from "next";
import { Suspense } from "react";
import { UnitPage } from "../../../../features/portfolio/views.ts";

export const metadata: Metadata = { title: "Unit" };

export default function UnitsPage() {
  return (
    <Suspense>
      <UnitPage />
    </Suspense>
  );
}
