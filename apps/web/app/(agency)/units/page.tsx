import type { Metadata } from "next";
import { Suspense } from "react";
import { UnitList } from "../../../features/portfolio/views.ts";

export const metadata: Metadata = { title: "Units" };

export default function UnitsPage() {
  return (
    <Suspense>
      <UnitList />
    </Suspense>
  );
}
