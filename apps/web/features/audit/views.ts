"use client";

import { lazyView } from "../../lib/lazy-view.tsx";

export const AuditList = lazyView(async () => (await import("./audit-list.tsx")).AuditList);
