import type { Metadata } from "next";
import { InvoicesPage } from "../../../../../features/portal/views.ts";
import { portal } from "../../../../../messages/en/portal.ts";

export const metadata: Metadata = { title: portal.titles.invoices };

export default function Page() {
  return <InvoicesPage />;
}
