"use client";

import { lazyView } from "../../lib/lazy-view.tsx";

export const PlanPage = lazyView(async () => (await import("./plan-page.tsx")).PlanPage);
export const SubscriptionList = lazyView(
  async () => (await import("./subscription-list.tsx")).SubscriptionList,
);
