"use client";

import { lazyView } from "../../lib/lazy-view.tsx";

export const BulkPage = lazyView(async () => (await import("./bulk-page.tsx")).BulkPage);
