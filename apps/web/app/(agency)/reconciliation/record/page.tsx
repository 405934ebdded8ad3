import type { Metadata } from "next";
import { Suspense } from "react";
import { DayPage } from "../../../../features/reconciliation/views.ts";

export const metadata: Metadata = { title: "Proof of a day" };

export default function DayProofRoute() {
  return (
    <Suspense>
      <DayPage />
    </Suspense>
  );
}
