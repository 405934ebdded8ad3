"use client";

import { lazyView } from "../../lib/lazy-view.tsx";

export const JournalList = lazyView(async () => (await import("./journal-list.tsx")).JournalList);
export const JournalPage = lazyView(async () => (await import("./journal-page.tsx")).JournalPage);
export const OpeningPage = lazyView(async () => (await import("./opening-page.tsx")).OpeningPage);
export const PeriodList = lazyView(async () => (await import("./period-list.tsx")).PeriodList);
export const ProofPage = lazyView(async () => (await import("./proof-page.tsx")).ProofPage);
export const TrialBalance = lazyView(async () => (await import("./trial-balance.tsx")).TrialBalance);
