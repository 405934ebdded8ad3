import type { Metadata } from "next";
import { Suspense } from "react";
import { InvoiceList } from "../../../features/billing/views.ts";

export const metadata: Metadata = { title: "Invoices" };

export default function InvoicesRoute() {
  return (
    <Suspense>
      <InvoiceList />
    </Suspense>
  );
}
