import type { Metadata } from "next";
import { Suspense } from "react";
import { ReportHistory } from "../../../../features/reports/views.ts";

export const metadata: Metadata = { title: "Report history" };

export default function ReportHistoryPage() {
  return (
    <Suspense>
      <ReportHistory />
    </Suspense>
  );
}
