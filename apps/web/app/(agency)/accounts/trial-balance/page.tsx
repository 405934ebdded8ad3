import type { Metadata } from "next";
import { Suspense } from "react";
import { TrialBalance } from "../../../../features/ledger/views.ts";

export const metadata: Metadata = { title: "Trial balance" };

export default function TrialBalanceRoute() {
  return (
    <Suspense>
      <TrialBalance />
    </Suspense>
  );
}
