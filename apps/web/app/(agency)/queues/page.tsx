import type { Metadata } from "next";
import { Suspense } from "react";
import { QueueOverview } from "../../../features/queues/queue-overview.tsx";

export const metadata: Metadata = { title: "Queues" };

export default function Page() {
  return (
    <Suspense>
      <QueueOverview />
    </Suspense>
  );
}
