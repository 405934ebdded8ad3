"use client";

import type { InboundEventDto } from "@stead/contracts/collecting";
import { StatusBadge, type Tone } from "@stead/ui/badge";
import { Button } from "@stead/ui/button";
import { notify } from "@stead/ui/toast";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTRPC } from "../../lib/api.ts";
import { viewError } from "../../lib/errors.ts";
import { useCan } from "../../lib/session.tsx";
import { events as text } from "../../messages/en/collecting.ts";

type EventProps = { readonly event: InboundEventDto };

export const eventTones: Readonly<Record<InboundEventDto["state"], Tone>> = {
  received: "info",
  waiting: "warn",
  applied: "good",
  ignored: "neutral",
  failed: "bad",
};

export function EventBadge({ event: { state } }: EventProps) {
  return <StatusBadge tone={eventTones[state]}>{text.states[state]}</StatusBadge>;
}

/** Has a message that failed or waits booked again; nothing for others. */
export function RetryEvent({ event: { id, state } }: EventProps) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const canRetry = useCan("payments:write") && (state === "failed" || state === "waiting");
  const retry = useMutation(
    trpc.collecting.retryEvent.mutationOptions({
      onSuccess: async () => {
        notify({ title: text.retried, tone: "good" });
        await queryClient.invalidateQueries({ queryKey: trpc.collecting.listEvents.pathKey() });
      },
      onError: (error) => {
        const view = viewError(error);
        notify({ title: view.title, description: view.message, tone: "bad" });
      },
    }),
  );
  if (!canRetry) return null;
  return (
    <Button size="sm" isLoading={retry.isPending} onClick={() => retry.mutate({ id })}>
      {text.retry}
    </Button>
  );
}
