import type { Metadata } from "next";
import { Suspense } from "react";
import { QueueJobs } from "../../../../features/queues/views.ts";

export const metadata: Metadata = { title: "Jobs of all queues" };

export default function Page() {
  return (
    <Suspense>
      <QueueJobs />
    </Suspense>
  );
}
