import type { Metadata } from "next";
import { Suspense } from "react";
import { ApiKeysPage } from "../../../../features/access/views.ts";

export const metadata: Metadata = { title: "API keys" };

export default function Page() {
  return (
    <Suspense>
      <ApiKeysPage />
    </Suspense>
  );
}
