import type { Metadata } from "next";
import { Suspense } from "react";
import { UnitList } from "../../../features/portfolio/unit-list.tsx";

export const metadata: Metadata = { title: "Units" };

export default function UnitsPage() {
  return (
    <Suspense>
      <UnitList />
    </Suspense>
  );
}
