import type { Metadata } from "next";
import { Suspense } from "react";
import { RefundList } from "../../../features/disbursements/views.ts";

export const metadata: Metadata = { title: "Refunds" };

export default function RefundsRoute() {
  return (
    <Suspense>
      <RefundList />
    </Suspense>
  );
}
