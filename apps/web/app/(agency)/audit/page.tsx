import type { Metadata } from "next";
import { Suspense } from "react";
import { AuditList } from "../../../features/audit/views.ts";

export const metadata: Metadata = { title: "Audit" };

export default function Page() {
  return (
    <Suspense>
      <AuditList />
    </Suspense>
  );
}
