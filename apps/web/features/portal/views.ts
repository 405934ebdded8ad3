"use client";

import { lazyView } from "../../lib/lazy-view.tsx";

export const AccountPage = lazyView(async () => (await import("./account-page.tsx")).AccountPage);
export const InvoicesPage = lazyView(async () => (await import("./invoices-page.tsx")).InvoicesPage);
export const PayPage = lazyView(async () => (await import("./pay-page.tsx")).PayPage);
export const PaymentsPage = lazyView(async () => (await import("./payments-page.tsx")).PaymentsPage);
export const PortalHome = lazyView(async () => (await import("./portal-home.tsx")).PortalHome);
