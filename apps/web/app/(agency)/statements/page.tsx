import type { Metadata } from "next";
import { Suspense } from "react";
import { StatementList } from "../../../features/statements/views.ts";

export const metadata: Metadata = { title: "Statements" };

export default function StatementsRoute() {
  return (
    <Suspense>
      <StatementList />
    </Suspense>
  );
}
