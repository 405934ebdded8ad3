"use client";

import { lazyView } from "../../lib/lazy-view.tsx";

export const AgencySettings = lazyView(async () => (await import("./agency-settings.tsx")).AgencySettings);
