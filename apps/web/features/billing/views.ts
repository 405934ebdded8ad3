"use client";

import { lazyView } from "../../lib/lazy-view.tsx";

export const BillingPage = lazyView(async () => (await import("./billing-page.tsx")).BillingPage);
export const InvoiceList = lazyView(async () => (await import("./invoice-list.tsx")).InvoiceList);
export const InvoicePage = lazyView(async () => (await import("./invoice-page.tsx")).InvoicePage);
export const RunPage = lazyView(async () => (await import("./run-page.tsx")).RunPage);
