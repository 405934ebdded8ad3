import type { Metadata } from "next";
import { Suspense } from "react";
import { InvoicePage } from "../../../../features/billing/views.ts";

export const metadata: Metadata = { title: "Invoice" };

export default function InvoiceRoute() {
  return (
    <Suspense>
      <InvoicePage />
    </Suspense>
  );
}
