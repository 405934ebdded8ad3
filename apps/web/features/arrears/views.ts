"use client";

import { lazyView } from "../../lib/lazy-view.tsx";

export const ArrearsList = lazyView(async () => (await import("./arrears-list.tsx")).ArrearsList);
