"use client";

import { useEffect, useEffectEvent } from "react";

export type PortalNews = {
  /** A payment moved, or one may have moved unheard. */
  onNews: () => void;
  /** Whether news arrive right now; while they do not, whoever looks has to ask. */
  onHearing: (isHearing: boolean) => void;
};

/** Hears of the signed-in tenant's payments while there is one to follow. */
export function usePortalLive(isWanted: boolean, news: PortalNews): void {
  const onNews = useEffectEvent(news.onNews);
  const onHearing = useEffectEvent(news.onHearing);
  useEffect(() => {
    if (!isWanted) return;
    let close = () => {};
    let isGone = false;
    void import("@stead/client/live").then(({ subscribeLive }) => {
      if (isGone) return;
      const subscription = subscribeLive({
        url: "/api/portal/events",
        onMessage: () => onNews(),
        onReset: () => onNews(),
        onState: (state) => {
          onHearing(state === "live");
          // What moved before the connection was there is not told on it.
          if (state === "live") onNews();
        },
      });
      close = () => subscription.close();
    });
    return () => {
      isGone = true;
      close();
      onHearing(false);
    };
  }, [isWanted]);
}
