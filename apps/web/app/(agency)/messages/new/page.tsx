import type { Metadata } from "next";
import { Suspense } from "react";
import { NewBroadcast } from "../../../../features/messages/views.ts";

export const metadata: Metadata = { title: "Write to many" };

export default function Page() {
  return (
    <Suspense>
      <NewBroadcast />
    </Suspense>
  );
}
