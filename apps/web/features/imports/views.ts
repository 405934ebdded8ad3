"use client";

import { lazyView } from "../../lib/lazy-view.tsx";

export const ImportList = lazyView(async () => (await import("./import-list.tsx")).ImportList);
export const ImportPage = lazyView(async () => (await import("./import-page.tsx")).ImportPage);
export const NewImport = lazyView(async () => (await import("./new-import.tsx")).NewImport);
