"use client";

import { lazyView } from "../../lib/lazy-view.tsx";

export const BankFileList = lazyView(async () => (await import("./bank-file-list.tsx")).BankFileList);
export const RefundList = lazyView(async () => (await import("./refund-list.tsx")).RefundList);
export const RefundPage = lazyView(async () => (await import("./refund-page.tsx")).RefundPage);
