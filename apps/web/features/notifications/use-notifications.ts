"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useTRPC } from "../../lib/api.ts";
import { useLive } from "../../lib/live.ts";

/** Keeps the bell and every list of notifications on the screen as they are, as things happen. */
export function useLiveNotifications(onCreated?: () => void): void {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const refresh = () => void queryClient.invalidateQueries({ queryKey: trpc.notifications.pathKey() });
  useLive("notification.created", () => {
    refresh();
    onCreated?.();
  });
  useLive("notification.read", refresh);
}
