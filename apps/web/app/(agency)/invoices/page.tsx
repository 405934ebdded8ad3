import type { Metadata } from "next";
import { Suspense } from "react";
import { InvoiceList } from "../../../features/billing/invoice-list.tsx";

export const metadata: Metadata = { title: "Invoices" };

export default function InvoicesRoute() {
  return (
    <Suspense>
      <InvoiceList />
    </Suspense>
  );
}
