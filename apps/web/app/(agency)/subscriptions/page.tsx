import type { Metadata } from "next";
import { Suspense } from "react";
import { SubscriptionList } from "../../../features/plans/subscription-list.tsx";

export const metadata: Metadata = { title: "Subscriptions" };

export default function SubscriptionsRoute() {
  return (
    <Suspense>
      <SubscriptionList />
    </Suspense>
  );
}
