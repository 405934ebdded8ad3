import type { Metadata } from "next";
import { PortalHome } from "../../../../features/portal/views.ts";
import { portal } from "../../../../messages/en/portal.ts";

export const metadata: Metadata = { title: portal.titles.home };

export default function Page() {
  return <PortalHome />;
}
