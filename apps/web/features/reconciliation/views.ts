"use client";

import { lazyView } from "../../lib/lazy-view.tsx";

export const DayList = lazyView(async () => (await import("./day-list.tsx")).DayList);
export const DayPage = lazyView(async () => (await import("./day-page.tsx")).DayPage);
