import type { Metadata } from "next";
import { Suspense } from "react";
import { ImportList } from "../../../features/imports/import-list.tsx";

export const metadata: Metadata = { title: "Imports" };

export default function Page() {
  return (
    <Suspense>
      <ImportList />
    </Suspense>
  );
}
