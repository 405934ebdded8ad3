import type { Metadata } from "next";
import { Suspense } from "react";
import { DayPage } from "../../../../features/reconciliation/day-page.tsx";

export const metadata: Metadata = { title: "Proof of a day" };

export default function DayProofRoute() {
  return (
    <Suspense>
      <DayPage />
    </Suspense>
  );
}
