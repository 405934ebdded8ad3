import type { Metadata } from "next";
import { AccountPage } from "../../../../../features/portal/views.ts";
import { portal } from "../../../../../messages/en/portal.ts";

export const metadata: Metadata = { title: portal.titles.account };

export default function Page() {
  return <AccountPage />;
}
