"use client";

import { lazyView } from "../../lib/lazy-view.tsx";

export const DocumentSettings = lazyView(
  async () => (await import("./document-settings.tsx")).DocumentSettings,
);
