import type { Metadata } from "next";
import { Suspense } from "react";
import { PlanPage } from "../../../../features/plans/views.ts";

export const metadata: Metadata = { title: "Plan" };

export default function PlanRoute() {
  return (
    <Suspense>
      <PlanPage />
    </Suspense>
  );
}
