import type { Metadata } from "next";
import { Suspense } from "react";
import { EditBroadcast } from "../../../../../features/messages/views.ts";

export const metadata: Metadata = { title: "Change a message" };

export default function Page() {
  return (
    <Suspense>
      <EditBroadcast />
    </Suspense>
  );
}
