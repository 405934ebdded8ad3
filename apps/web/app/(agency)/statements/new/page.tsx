import type { Metadata } from "next";
import { Suspense } from "react";
import { NewStatement } from "../../../../features/statements/views.ts";

export const metadata: Metadata = { title: "Upload a statement" };

export default function NewStatementRoute() {
  return (
    <Suspense>
      <NewStatement />
    </Suspense>
  );
}
