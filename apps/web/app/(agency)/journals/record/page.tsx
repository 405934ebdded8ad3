import type { Metadata } from "next";
import { Suspense } from "react";
import { JournalPage } from "../../../../features/ledger/views.ts";

export const metadata: Metadata = { title: "Journal" };

export default function JournalRoute() {
  return (
    <Suspense>
      <JournalPage />
    </Suspense>
  );
}
