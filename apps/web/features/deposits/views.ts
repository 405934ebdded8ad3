"use client";

import { lazyView } from "../../lib/lazy-view.tsx";

export const DepositList = lazyView(async () => (await import("./deposit-list.tsx")).DepositList);
