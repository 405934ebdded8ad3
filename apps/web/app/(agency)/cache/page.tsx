import type { Metadata } from "next";
import { Suspense } from "react";
import { CachePage } from "../../../features/caching/views.ts";

export const metadata: Metadata = { title: "Cache" };

export default function Page() {
  return (
    <Suspense>
      <CachePage />
    </Suspense>
  );
}
