import type { Metadata } from "next";
import { Suspense } from "react";
import { LineList } from "../../../../features/statements/views.ts";

export const metadata: Metadata = { title: "Statement lines" };

export default function StatementLinesRoute() {
  return (
    <Suspense>
      <LineList />
    </Suspense>
  );
}
