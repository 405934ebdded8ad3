import type { Metadata } from "next";
import { Suspense } from "react";
import { QueueActions } from "../../../../features/queues/views.ts";

export const metadata: Metadata = { title: "What operators did" };

export default function Page() {
  return (
    <Suspense>
      <QueueActions />
    </Suspense>
  );
}
