import type { Metadata } from "next";
import { Suspense } from "react";
import { ImportList } from "../../../features/imports/views.ts";

export const metadata: Metadata = { title: "Imports" };

export default function Page() {
  return (
    <Suspense>
      <ImportList />
    </Suspense>
  );
}
