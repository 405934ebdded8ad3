import type { Metadata } from "next";
import { Suspense } from "react";
import { DeskPage } from "../../../features/desk/views.ts";

export const metadata: Metadata = { title: "Receipt desk" };

export default function DeskRoute() {
  return (
    <Suspense>
      <DeskPage />
    </Suspense>
  );
}
