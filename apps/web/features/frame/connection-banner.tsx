"use client";

import { Banner } from "@stead/ui/callout";
import { useSyncExternalStore } from "react";
import { frame as text } from "../../messages/en/frame.ts";

function subscribe(listener: () => void): () => void {
  addEventListener("online", listener);
  addEventListener("offline", listener);
  return () => {
    removeEventListener("online", listener);
    removeEventListener("offline", listener);
  };
}

/** Says that what is shown may be old, while the browser has no connection. */
export function ConnectionBanner() {
  const isOnline = useSyncExternalStore(
    subscribe,
    () => navigator.onLine,
    () => true,
  );
  return isOnline ? null : <Banner tone="warn">{text.offline}</Banner>;
}
