import type { Metadata } from "next";
import { Suspense } from "react";
import { NewImport } from "../../../../features/imports/views.ts";

export const metadata: Metadata = { title: "Import a file" };

export default function Page() {
  return (
    <Suspense>
      <NewImport />
    </Suspense>
  );
}
