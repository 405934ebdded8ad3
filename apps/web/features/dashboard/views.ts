"use client";

import { lazyView } from "../../lib/lazy-view.tsx";

export const DashboardPage = lazyView(async () => (await import("./dashboard-page.tsx")).DashboardPage);
