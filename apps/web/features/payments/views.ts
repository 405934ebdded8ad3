"use client";

import { lazyView } from "../../lib/lazy-view.tsx";

export const NewPayment = lazyView(async () => (await import("./new-payment.tsx")).NewPayment);
export const PaymentList = lazyView(async () => (await import("./payment-list.tsx")).PaymentList);
export const PaymentPage = lazyView(async () => (await import("./payment-page.tsx")).PaymentPage);
export const ReceiptPage = lazyView(async () => (await import("./receipt-page.tsx")).ReceiptPage);
