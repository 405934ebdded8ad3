import type { Metadata } from "next";
import { Suspense } from "react";
import { AccountList } from "../../../../features/statements/views.ts";

export const metadata: Metadata = { title: "Statement accounts" };

export default function StatementAccountsRoute() {
  return (
    <Suspense>
      <AccountList />
    </Suspense>
  );
}
