import type { Metadata } from "next";
import { Suspense } from "react";
import { OpeningPage } from "../../../../features/ledger/views.ts";

export const metadata: Metadata = { title: "Opening balances" };

export default function OpeningRoute() {
  return (
    <Suspense>
      <OpeningPage />
    </Suspense>
  );
}
