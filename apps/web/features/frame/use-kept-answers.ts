"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { firstView } from "../../lib/lazy-view.tsx";
import { readKeptMarker } from "../../lib/kept-marker.ts";

/** Longer than that, fresh answers do not wait for the page's scripts. */
const longestWaitMs = 3_000;

/** The next picture that the browser draws; a hidden window draws none. */
function nextPicture(): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, 200);
    requestAnimationFrame(() => {
      clearTimeout(timer);
      setTimeout(resolve, 0);
    });
  });
}

export type KeptAnswers = {
  /** Until what was kept is on the screen: so long, nothing is asked of the server. */
  isHeld: boolean;
  /** Something was kept, and is in the client now. */
  isRestored: boolean;
};

/** Fills the page with what the browser kept of this session. */
export function useKeptAnswers(): KeptAnswers {
  const queryClient = useQueryClient();
  const [isHeld, setHeld] = useState(true);
  const [isRestored, setRestored] = useState(false);
  useEffect(() => {
    let isGone = false;
    const show = async () => {
      if (readKeptMarker() === null) return;
      const { restoreKept } = await import("../../lib/kept-answers.ts");
      if (isGone || !(await restoreKept(queryClient)) || isGone) return;
      setRestored(true);
      const limit = new Promise((resolve) => setTimeout(resolve, longestWaitMs));
      await Promise.race([firstView(), limit]);
      await nextPicture();
    };
    void show()
      .catch(() => {})
      .then(() => {
        if (!isGone) setHeld(false);
      });
    return () => {
      isGone = true;
    };
  }, [queryClient]);
  return { isHeld, isRestored };
}
