import type { Metadata } from "next";
import { PaidPage } from "../../../features/collecting/paid-page.tsx";
import { paid } from "../../../messages/en/paid.ts";

export const metadata: Metadata = { title: paid.title };

export default function Page() {
  return <PaidPage />;
}
