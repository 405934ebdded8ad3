import type { Metadata } from "next";
import { Suspense } from "react";
import { DisputeList } from "../../../features/disputes/views.ts";

export const metadata: Metadata = { title: "Disputes" };

export default function DisputesRoute() {
  return (
    <Suspense>
      <DisputeList />
    </Suspense>
  );
}
