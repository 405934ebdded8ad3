import type { Metadata } from "next";
import { Suspense } from "react";
import { BillingPage } from "../../../features/billing/views.ts";

export const metadata: Metadata = { title: "Billing" };

export default function BillingRoute() {
  return (
    <Suspense>
      <BillingPage />
    </Suspense>
  );
}
