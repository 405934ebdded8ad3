import type { Metadata } from "next";
import { Suspense } from "react";
import { ReportSchedules } from "../../../../features/reports/views.ts";

export const metadata: Metadata = { title: "Scheduled reports" };

export default function ReportSchedulesPage() {
  return (
    <Suspense>
      <ReportSchedules />
    </Suspense>
  );
}
