import type { Metadata } from "next";
import { Suspense } from "react";
import { JobList } from "../../../features/jobs/views.ts";

export const metadata: Metadata = { title: "Activity" };

export default function Page() {
  return (
    <Suspense>
      <JobList />
    </Suspense>
  );
}
