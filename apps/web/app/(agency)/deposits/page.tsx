import type { Metadata } from "next";
import { Suspense } from "react";
import { DepositList } from "../../../features/deposits/views.ts";

export const metadata: Metadata = { title: "Deposits" };

export default function DepositsRoute() {
  return (
    <Suspense>
      <DepositList />
    </Suspense>
  );
}
