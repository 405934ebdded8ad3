import type { Metadata } from "next";
import { Suspense } from "react";
import { AgencySettings } from "../../../../features/agency/views.ts";

export const metadata: Metadata = { title: "Agency" };

export default function Page() {
  return (
    <Suspense>
      <AgencySettings />
    </Suspense>
  );
}
