import type { Metadata } from "next";
import { Suspense } from "react";
import { LeasePage } from "../../../../../features/leases/views.ts";

export const metadata: Metadata = { title: "Deposit of a lease" };

export default function LeasesDepositPage() {
  return (
    <Suspense>
      <LeasePage tab="deposit" />
    </Suspense>
  );
}
