"use client";

import { lazyView } from "../../lib/lazy-view.tsx";

export const DeskPage = lazyView(async () => (await import("./desk-page.tsx")).DeskPage);
