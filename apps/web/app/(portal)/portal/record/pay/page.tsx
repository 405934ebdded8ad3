import type { Metadata } from "next";
import { PayPage } from "../../../../../features/portal/views.ts";
import { portal } from "../../../../../messages/en/portal.ts";

export const metadata: Metadata = { title: portal.titles.pay };

export default function Page() {
  return <PayPage />;
}
