import type { Metadata } from "next";
import { Suspense } from "react";
import { PreferencesPage } from "../../../../features/notifications/preferences-page.tsx";

export const metadata: Metadata = { title: "What you are told" };

export default function Page() {
  return (
    <Suspense>
      <PreferencesPage />
    </Suspense>
  );
}
