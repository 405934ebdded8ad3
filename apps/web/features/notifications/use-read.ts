"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTRPC } from "../../lib/api.ts";

/** Marks notifications as read: some, or all when none are named. */
export function useReadNotifications() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  return useMutation(
    trpc.notifications.read.mutationOptions({
      onSuccess: (unread) => queryClient.setQueryData(trpc.notifications.unread.queryKey(), unread),
      onSettled: () => queryClient.invalidateQueries({ queryKey: trpc.notifications.pathKey() }),
    }),
  );
}
