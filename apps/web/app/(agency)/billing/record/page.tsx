import type { Metadata } from "next";
import { Suspense } from "react";
import { RunPage } from "../../../../features/billing/views.ts";

export const metadata: Metadata = { title: "Billing run" };

export default function BillingRunRoute() {
  return (
    <Suspense>
      <RunPage />
    </Suspense>
  );
}
