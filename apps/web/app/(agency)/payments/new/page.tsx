import type { Metadata } from "next";
import { Suspense } from "react";
import { NewPayment } from "../../../../features/payments/views.ts";

export const metadata: Metadata = { title: "Record a payment" };

export default function NewPaymentRoute() {
  return (
    <Suspense>
      <NewPayment />
    </Suspense>
  );
}
