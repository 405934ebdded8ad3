"use client";

import { lazyView } from "../../lib/lazy-view.tsx";

export const CachePage = lazyView(async () => (await import("./cache-page.tsx")).CachePage);
