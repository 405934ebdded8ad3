import type { Metadata } from "next";
import { Suspense } from "react";
import { PeriodList } from "../../../../features/ledger/period-list.tsx";

export const metadata: Metadata = { title: "Months" };

export default function MonthsRoute() {
  return (
    <Suspense>
      <PeriodList />
    </Suspense>
  );
}
