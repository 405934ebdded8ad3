"use client";

import { lazy, Suspense, useEffect, useState } from "react";
import { onFirstToast } from "./toast-queue.ts";

export { notify, type ToastInput } from "./toast-queue.ts";

const Toaster = lazy(() => import("./toaster.tsx"));

/** Put one on the page. The toaster's script is loaded with the first toast. */
export function ToastHost() {
  const [isNeeded, setIsNeeded] = useState(false);
  useEffect(() => onFirstToast(() => setIsNeeded(true)), []);
  if (!isNeeded) return null;
  return (
    <Suspense>
      <Toaster />
    </Suspense>
  );
}
