import type { Metadata } from "next";
import { Suspense } from "react";
import { QueueOverview } from "../../../features/queues/views.ts";

export const metadata: Metadata = { title: "Queues" };

export default function Page() {
  return (
    <Suspense>
      <QueueOverview />
    </Suspense>
  );
}
