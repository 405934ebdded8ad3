import type { Metadata } from "next";
import { Suspense } from "react";
import { DeadJobs } from "../../../../features/queues/views.ts";

export const metadata: Metadata = { title: "Jobs given up" };

export default function Page() {
  return (
    <Suspense>
      <DeadJobs />
    </Suspense>
  );
}
