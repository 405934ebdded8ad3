"use client";

import { lazyView } from "../../lib/lazy-view.tsx";

export const RailAccountsPage = lazyView(
  async () => (await import("./rail-accounts-page.tsx")).RailAccountsPage,
);
