import type { Metadata } from "next";
import { Suspense } from "react";
import { RefundPage } from "../../../../features/disbursements/views.ts";

export const metadata: Metadata = { title: "Refund" };

export default function RefundRoute() {
  return (
    <Suspense>
      <RefundPage />
    </Suspense>
  );
}
