import type { Metadata } from "next";
import { Suspense } from "react";
import { JournalList } from "../../../features/ledger/journal-list.tsx";

export const metadata: Metadata = { title: "Accounts" };

export default function AccountsRoute() {
  return (
    <Suspense>
      <JournalList />
    </Suspense>
  );
}
