import type { Metadata } from "next";
import { Suspense } from "react";
import { DisputePage } from "../../../../features/disputes/views.ts";

export const metadata: Metadata = { title: "Dispute" };

export default function DisputeRoute() {
  return (
    <Suspense>
      <DisputePage />
    </Suspense>
  );
}
