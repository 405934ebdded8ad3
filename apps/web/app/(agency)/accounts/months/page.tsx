import type { Metadata } from "next";
import { Suspense } from "react";
import { PeriodList } from "../../../../features/ledger/views.ts";

export const metadata: Metadata = { title: "Months" };

export default function MonthsRoute() {
  return (
    <Suspense>
      <PeriodList />
    </Suspense>
  );
}
