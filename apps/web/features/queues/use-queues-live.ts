"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useTRPC } from "../../lib/api.ts";
import { useLive } from "../../lib/live.ts";

/** Asks again for what is shown of the queues when something moved there. Returns the same for after an act. */
export function useQueuesLive(): () => Promise<void> {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const refresh = () => queryClient.invalidateQueries({ queryKey: trpc.queues.pathKey() });
  useLive("queues.changed", () => void refresh());
  return refresh;
}
