import type { Metadata } from "next";
import { Suspense } from "react";
import { NewLease } from "../../../../features/leases/views.ts";

export const metadata: Metadata = { title: "New lease" };

export default function LeasesNewPage() {
  return (
    <Suspense>
      <NewLease />
    </Suspense>
  );
}
