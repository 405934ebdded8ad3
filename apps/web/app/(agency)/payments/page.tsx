import type { Metadata } from "next";
import { Suspense } from "react";
import { PaymentList } from "../../../features/payments/views.ts";

export const metadata: Metadata = { title: "Payments" };

export default function PaymentsRoute() {
  return (
    <Suspense>
      <PaymentList />
    </Suspense>
  );
}
