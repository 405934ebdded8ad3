import type { Metadata } from "next";
import { Suspense } from "react";
import { InvitationPage } from "../../../features/access/views.ts";

export const metadata: Metadata = { title: "Invitation" };

export default function Page() {
  return (
    <Suspense>
      <InvitationPage />
    </Suspense>
  );
}
