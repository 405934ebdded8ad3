import type { Metadata } from "next";
import { Suspense } from "react";
import { RemindersPage } from "../../../../features/messages/reminders-page.tsx";

export const metadata: Metadata = { title: "Reminders of arrears" };

export default function Page() {
  return (
    <Suspense>
      <RemindersPage />
    </Suspense>
  );
}
