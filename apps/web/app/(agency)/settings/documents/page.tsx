import type { Metadata } from "next";
import { Suspense } from "react";
import { DocumentSettings } from "../../../../features/documents/views.ts";

export const metadata: Metadata = { title: "Documents" };

export default function Page() {
  return (
    <Suspense>
      <DocumentSettings />
    </Suspense>
  );
}
