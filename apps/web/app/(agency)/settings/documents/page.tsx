import type { Metadata } from "next";
import { Suspense } from "react";
import { DocumentSettings } from "../../../../features/documents/document-settings.tsx";

export const metadata: Metadata = { title: "Documents" };

export default function Page() {
  return (
    <Suspense>
      <DocumentSettings />
    </Suspense>
  );
}
