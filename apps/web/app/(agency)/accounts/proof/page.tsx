import type { Metadata } from "next";
import { Suspense } from "react";
import { ProofPage } from "../../../../features/ledger/views.ts";

export const metadata: Metadata = { title: "Proof of the books" };

export default function ProofRoute() {
  return (
    <Suspense>
      <ProofPage />
    </Suspense>
  );
}
