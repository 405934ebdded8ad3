"use client";

import { lazyView } from "../../lib/lazy-view.tsx";

export const BroadcastList = lazyView(async () => (await import("./broadcast-list.tsx")).BroadcastList);
export const BroadcastPage = lazyView(async () => (await import("./broadcast-page.tsx")).BroadcastPage);
export const EditBroadcast = lazyView(async () => (await import("./write-broadcast.tsx")).EditBroadcast);
export const MessageLog = lazyView(async () => (await import("./message-log.tsx")).MessageLog);
export const NewBroadcast = lazyView(async () => (await import("./write-broadcast.tsx")).NewBroadcast);
export const RemindersPage = lazyView(async () => (await import("./reminders-page.tsx")).RemindersPage);
