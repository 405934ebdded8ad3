import type { Metadata } from "next";
import { Suspense } from "react";
import { ArrearsList } from "../../../features/arrears/views.ts";

export const metadata: Metadata = { title: "Arrears" };

export default function ArrearsRoute() {
  return (
    <Suspense>
      <ArrearsList />
    </Suspense>
  );
}
