import type { Metadata } from "next";
import { Suspense } from "react";
import { JournalList } from "../../../features/ledger/views.ts";

export const metadata: Metadata = { title: "Accounts" };

export default function AccountsRoute() {
  return (
    <Suspense>
      <JournalList />
    </Suspense>
  );
}
