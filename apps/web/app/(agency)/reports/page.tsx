import type { Metadata } from "next";
import { Suspense } from "react";
import { ReportGallery } from "../../../features/reports/views.ts";

export const metadata: Metadata = { title: "Reports" };

export default function ReportGalleryPage() {
  return (
    <Suspense>
      <ReportGallery />
    </Suspense>
  );
}
