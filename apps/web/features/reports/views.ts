"use client";

import { lazyView } from "../../lib/lazy-view.tsx";

export const ReportGallery = lazyView(async () => (await import("./report-gallery.tsx")).ReportGallery);
export const ReportHistory = lazyView(async () => (await import("./report-history.tsx")).ReportHistory);
export const ReportPage = lazyView(async () => (await import("./report-page.tsx")).ReportPage);
export const ReportSchedules = lazyView(async () => (await import("./report-schedules.tsx")).ReportSchedules);
