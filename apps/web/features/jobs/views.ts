"use client";

import { lazyView } from "../../lib/lazy-view.tsx";

export const JobList = lazyView(async () => (await import("./job-list.tsx")).JobList);
