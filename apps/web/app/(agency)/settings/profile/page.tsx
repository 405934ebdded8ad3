import type { Metadata } from "next";
import { Suspense } from "react";
import { ProfilePage } from "../../../../features/access/views.ts";

export const metadata: Metadata = { title: "Profile and security" };

export default function Page() {
  return (
    <Suspense>
      <ProfilePage />
    </Suspense>
  );
}
