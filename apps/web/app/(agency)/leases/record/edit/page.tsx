import type { Metadata } from "next";
import { Suspense } from "react";
import { EditDraft } from "../../../../../features/leases/views.ts";

export const metadata: Metadata = { title: "Edit lease" };

export default function LeasesEditPage() {
  return (
    <Suspense>
      <EditDraft />
    </Suspense>
  );
}
