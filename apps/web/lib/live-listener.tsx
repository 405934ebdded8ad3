"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useEffectEvent } from "react";
import { useTRPC } from "./api.ts";
import { tellLive } from "./live.ts";
import { useSession } from "./session.tsx";

/** Listens for the whole window. Shows nothing. */
export function LiveListener() {
  const { user, agency } = useSession();
  const queryClient = useQueryClient();
  const trpc = useTRPC();
  const onReset = useEffectEvent(() => void queryClient.invalidateQueries());
  const onAccess = useEffectEvent(
    () => void queryClient.invalidateQueries({ queryKey: trpc.access.me.queryKey() }),
  );
  const name = `stead-live:${user.id}:${agency.id}`;
  useEffect(() => {
    let close = () => {};
    let isGone = false;
    // What a page shows first does not wait for the connection, nor for its code.
    void import("./live-line.ts").then(({ openLiveLine, rereadFirst }) => {
      if (isGone) return;
      const stop = rereadFirst(queryClient);
      const hangUp = openLiveLine({
        name,
        onMessage: ({ kind, payload }) => {
          if (kind === "access.changed") onAccess();
          tellLive(kind, payload);
        },
        onReset: () => onReset(),
        onState: (state) => {
          if (state === "refused") onAccess();
        },
      });
      close = () => {
        stop();
        hangUp();
      };
    });
    return () => {
      isGone = true;
      close();
    };
  }, [name, queryClient]);
  return null;
}
