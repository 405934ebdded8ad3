import type { Metadata } from "next";
import { PaymentsPage } from "../../../../../features/portal/views.ts";
import { portal } from "../../../../../messages/en/portal.ts";

export const metadata: Metadata = { title: portal.titles.payments };

export default function Page() {
  return <PaymentsPage />;
}
