import type { Metadata } from "next";
import { Suspense } from "react";
import { ReceiptPage } from "../../../../../features/payments/views.ts";

export const metadata: Metadata = { title: "Receipt" };

export default function ReceiptRoute() {
  return (
    <Suspense>
      <ReceiptPage />
    </Suspense>
  );
}
