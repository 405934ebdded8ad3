import type { Metadata } from "next";
import { Suspense } from "react";
import { BroadcastList } from "../../../features/messages/broadcast-list.tsx";

export const metadata: Metadata = { title: "Messages" };

export default function Page() {
  return (
    <Suspense>
      <BroadcastList />
    </Suspense>
  );
}
