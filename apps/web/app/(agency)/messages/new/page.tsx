import type { Metadata } from "next";
import { Suspense } from "react";
import { BroadcastForm } from "../../../../features/messages/broadcast-form.tsx";

export const metadata: Metadata = { title: "Write to many" };

export default function Page() {
  return (
    <Suspense>
      <BroadcastForm />
    </Suspense>
  );
}
