import type { Metadata } from "next";
import { Suspense } from "react";
import { NotificationPage } from "../../../features/notifications/views.ts";

export const metadata: Metadata = { title: "Notifications" };

export default function Page() {
  return (
    <Suspense>
      <NotificationPage />
    </Suspense>
  );
}
