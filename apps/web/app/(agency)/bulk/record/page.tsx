import type { Metadata } from "next";
import { Suspense } from "react";
import { BulkPage } from "../../../../features/bulk/views.ts";

export const metadata: Metadata = { title: "Bulk change" };

export default function BulkRoute() {
  return (
    <Suspense>
      <BulkPage />
    </Suspense>
  );
}
