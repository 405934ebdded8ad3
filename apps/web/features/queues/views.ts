"use client";

import { lazyView } from "../../lib/lazy-view.tsx";

export const DeadJobs = lazyView(async () => (await import("./dead-jobs.tsx")).DeadJobs);
export const QueueActions = lazyView(async () => (await import("./queue-actions.tsx")).QueueActions);
export const QueueJobs = lazyView(async () => (await import("./queue-jobs.tsx")).QueueJobs);
export const QueueOverview = lazyView(async () => (await import("./queue-overview.tsx")).QueueOverview);
