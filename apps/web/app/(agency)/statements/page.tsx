import type { Metadata } from "next";
import { Suspense } from "react";
import { StatementList } from "../../../features/statements/statement-list.tsx";

export const metadata: Metadata = { title: "Statements" };

export default function StatementsRoute() {
  return (
    <Suspense>
      <StatementList />
    </Suspense>
  );
}
