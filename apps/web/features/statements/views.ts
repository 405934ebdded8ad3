"use client";

import { lazyView } from "../../lib/lazy-view.tsx";

export const AccountList = lazyView(async () => (await import("./account-list.tsx")).AccountList);
export const LineList = lazyView(async () => (await import("./line-list.tsx")).LineList);
export const NewStatement = lazyView(async () => (await import("./new-statement.tsx")).NewStatement);
export const StatementList = lazyView(async () => (await import("./statement-list.tsx")).StatementList);
export const StatementPage = lazyView(async () => (await import("./statement-page.tsx")).StatementPage);
