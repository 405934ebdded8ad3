import type { Metadata } from "next";
import { Suspense } from "react";
import { SubscriptionList } from "../../../features/plans/views.ts";

export const metadata: Metadata = { title: "Subscriptions" };

export default function SubscriptionsRoute() {
  return (
    <Suspense>
      <SubscriptionList />
    </Suspense>
  );
}
