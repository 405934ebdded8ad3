import type { Metadata } from "next";
import { WelcomePage } from "../../../features/access/views.ts";

export const metadata: Metadata = { title: "Create your agency" };

export default function Page() {
  return <WelcomePage />;
}
