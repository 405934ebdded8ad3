import type { Metadata } from "next";
import { Suspense } from "react";
import { KeptMail } from "../../../features/access/views.ts";

export const metadata: Metadata = { title: "Kept mail" };

export default function Page() {
  return (
    <Suspense>
      <KeptMail />
    </Suspense>
  );
}
