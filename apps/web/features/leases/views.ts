"use client";

import { lazyView } from "../../lib/lazy-view.tsx";

export const EditDraft = lazyView(async () => (await import("./edit-draft.tsx")).EditDraft);
export const LeaseList = lazyView(async () => (await import("./lease-list.tsx")).LeaseList);
export const LeasePage = lazyView(async () => (await import("./lease-page.tsx")).LeasePage);
export const NewLease = lazyView(async () => (await import("./new-lease.tsx")).NewLease);
