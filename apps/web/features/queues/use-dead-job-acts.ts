"use client";

import { notify } from "@stead/ui/toast";
import { useMutation } from "@tanstack/react-query";
import { useTRPC } from "../../lib/api.ts";
import { viewError } from "../../lib/errors.ts";
import { queues as text } from "../../messages/en/queues.ts";
import { useQueuesLive } from "./use-queues-live.ts";

/** Another try for jobs that were given up, or their end; says how many it touched. */
export function useDeadJobActs(onDone: () => void) {
  const trpc = useTRPC();
  const refresh = useQueuesLive();
  const settled = {
    onSettled: () => {
      onDone();
      void refresh();
    },
    onError: (error: unknown) => notify({ tone: "bad", title: viewError(error).message }),
  };
  const replay = useMutation(
    trpc.queues.replay.mutationOptions({
      ...settled,
      onSuccess: ({ count }) => notify({ title: text.replayed(count) }),
    }),
  );
  const discard = useMutation(
    trpc.queues.discard.mutationOptions({
      ...settled,
      onSuccess: ({ count }) => notify({ title: text.discarded(count) }),
    }),
  );
  return { replay, discard };
}
