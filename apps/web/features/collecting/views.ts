"use client";

import { lazyView } from "../../lib/lazy-view.tsx";

export const CollectionList = lazyView(async () => (await import("./collection-list.tsx")).CollectionList);
export const CollectionPage = lazyView(async () => (await import("./collection-page.tsx")).CollectionPage);
export const EventList = lazyView(async () => (await import("./event-list.tsx")).EventList);
