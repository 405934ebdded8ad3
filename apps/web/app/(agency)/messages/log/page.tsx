import type { Metadata } from "next";
import { Suspense } from "react";
import { MessageLog } from "../../../../features/messages/views.ts";

export const metadata: Metadata = { title: "Everything sent" };

export default function Page() {
  return (
    <Suspense>
      <MessageLog />
    </Suspense>
  );
}
