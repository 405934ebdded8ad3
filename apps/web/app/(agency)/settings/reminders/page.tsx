import type { Metadata } from "next";
import { Suspense } from "react";
import { RemindersPage } from "../../../../features/messages/views.ts";

export const metadata: Metadata = { title: "Reminders of arrears" };

export default function Page() {
  return (
    <Suspense>
      <RemindersPage />
    </Suspense>
  );
}
