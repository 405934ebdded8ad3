import type { Metadata } from "next";
import { Suspense } from "react";
import { BroadcastPage } from "../../../../features/messages/views.ts";

export const metadata: Metadata = { title: "Message" };

export default function Page() {
  return (
    <Suspense>
      <BroadcastPage />
    </Suspense>
  );
}
