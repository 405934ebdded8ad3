import type { Metadata } from "next";
import { Suspense } from "react";
import { BroadcastList } from "../../../features/messages/views.ts";

export const metadata: Metadata = { title: "Messages" };

export default function Page() {
  return (
    <Suspense>
      <BroadcastList />
    </Suspense>
  );
}
