import type { Metadata } from "next";
import { Suspense } from "react";
import { RailAccountsPage } from "../../../../features/rails/views.ts";

export const metadata: Metadata = { title: "Payment providers" };

export default function ProvidersRoute() {
  return (
    <Suspense>
      <RailAccountsPage />
    </Suspense>
  );
}
