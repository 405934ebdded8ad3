import type { Metadata } from "next";
import { Suspense } from "react";
import { PaymentPage } from "../../../../features/payments/views.ts";

export const metadata: Metadata = { title: "Payment" };

export default function PaymentRoute() {
  return (
    <Suspense>
      <PaymentPage />
    </Suspense>
  );
}
