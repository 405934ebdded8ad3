"use client";

import { lazyView } from "../../lib/lazy-view.tsx";

export const NotificationPage = lazyView(
  async () => (await import("./notification-page.tsx")).NotificationPage,
);
export const PreferencesPage = lazyView(async () => (await import("./preferences-page.tsx")).PreferencesPage);
