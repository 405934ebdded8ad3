import type { Metadata } from "next";
import { Suspense } from "react";
import { DayList } from "../../../features/reconciliation/views.ts";

export const metadata: Metadata = { title: "Reconciliation" };

export default function ReconciliationRoute() {
  return (
    <Suspense>
      <DayList />
    </Suspense>
  );
}
