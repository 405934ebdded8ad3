import type { Metadata } from "next";
import { Suspense } from "react";
import { PreferencesPage } from "../../../../features/notifications/views.ts";

export const metadata: Metadata = { title: "What you are told" };

export default function Page() {
  return (
    <Suspense>
      <PreferencesPage />
    </Suspense>
  );
}
