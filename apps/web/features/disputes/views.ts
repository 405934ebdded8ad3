"use client";

import { lazyView } from "../../lib/lazy-view.tsx";

export const DisputeList = lazyView(async () => (await import("./dispute-list.tsx")).DisputeList);
export const DisputePage = lazyView(async () => (await import("./dispute-page.tsx")).DisputePage);
