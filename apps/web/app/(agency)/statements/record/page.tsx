import type { Metadata } from "next";
import { Suspense } from "react";
import { StatementPage } from "../../../../features/statements/views.ts";

export const metadata: Metadata = { title: "Statement" };

export default function StatementRoute() {
  return (
    <Suspense>
      <StatementPage />
    </Suspense>
  );
}
