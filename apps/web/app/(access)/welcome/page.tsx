import type { Metadata } from "next";
import { WelcomePage } from "../../../features/access/welcome-page.tsx";

export const metadata: Metadata = { title: "Create your agency" };

export default function Page() {
  return <WelcomePage />;
}
