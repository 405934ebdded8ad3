"use client";

import type { MessageDetailDto } from "@stead/contracts/messages";
import { StatusBadge } from "@stead/ui/badge";
import { Button } from "@stead/ui/button";
import { Callout } from "@stead/ui/callout";
import { InstantText } from "@stead/ui/date-text";
import { Drawer } from "@stead/ui/drawer";
import { SkeletonText } from "@stead/ui/skeleton";
import { notify } from "@stead/ui/toast";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTRPC } from "../../lib/api.ts";
import { viewError } from "../../lib/errors.ts";
import { QueryFailure } from "../../lib/query-failure.tsx";
import { useCan } from "../../lib/session.tsx";
import { messages as text } from "../../messages/en/messages.ts";
import { messageTones } from "./message-tones.ts";

/** What a message says, every attempt to send it, and what a person may decide about it. */
export default function MessageDrawer({
  id,
  onClose,
}: {
  readonly id: string;
  readonly onClose: () => void;
}) {
  const trpc = useTRPC();
  const query = useQuery(trpc.messages.get.queryOptions({ id }));
  const message = query.data;
  return (
    <Drawer
      isOpen
      onClose={onClose}
      title={message?.toName ?? message?.toAddress ?? text.title}
      footer={message && <Decisions message={message} />}
    >
      {query.error && !message && <QueryFailure query={query} />}
      {query.isPending && <SkeletonText lines={8} />}
      {message && <MessageFacts message={message} />}
    </Drawer>
  );
}

function MessageFacts({ message }: { readonly message: MessageDetailDto }) {
  return (
    <div className="grid gap-5">
      <div className="flex flex-wrap items-center gap-2 text-sm text-ink-2">
        <StatusBadge tone={messageTones[message.status] ?? "neutral"}>
          {text.statuses[message.status]}
        </StatusBadge>
        <span>{text.channels[message.channel]}</span>
        <span>{message.toAddress}</span>
      </div>
      {message.reason && (
        <Callout tone={message.status === "failed" ? "bad" : "warn"}>
          <p>{message.reason}</p>
        </Callout>
      )}
      <div className="rounded-md border border-line p-4">
        {message.subject && <h3 className="font-semibold">{message.subject}</h3>}
        <p className="mt-2 break-words whitespace-pre-wrap">{message.body}</p>
      </div>
      <section>
        <h3 className="font-semibold">{text.attempts}</h3>
        {message.deliveries.length === 0 && <p className="text-ink-2">{text.noAttempts}</p>}
        <ol className="mt-2 divide-y divide-line">
          {message.deliveries.map((delivery) => (
            <li key={delivery.at} className="py-2">
              <p className="flex justify-between gap-2">
                <span>
                  {text.attempt(delivery.attempt)}: {text.outcomes[delivery.outcome]}
                </span>
                <InstantText instant={delivery.at} />
              </p>
              {delivery.detail && <p className="text-sm text-ink-2">{delivery.detail}</p>}
            </li>
          ))}
        </ol>
      </section>
    </div>
  );
}

function Decisions({ message }: { readonly message: MessageDetailDto }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const canWrite = useCan("messages:write");
  const resolve = useMutation(
    trpc.messages.resolve.mutationOptions({
      onSuccess: async () => {
        notify({ title: text.decided, tone: "good" });
        await queryClient.invalidateQueries({ queryKey: trpc.messages.pathKey() });
      },
      onError: (error) => notify({ title: viewError(error).message, tone: "bad" }),
    }),
  );
  const isUncertain = message.status === "uncertain";
  if (!canWrite || (!isUncertain && message.status !== "failed")) return null;
  return (
    <>
      {isUncertain && (
        <Button onClick={() => resolve.mutate({ id: message.id, decision: "it_arrived" })}>
          {text.itArrived}
        </Button>
      )}
      <Button
        variant="primary"
        isLoading={resolve.isPending}
        onClick={() => resolve.mutate({ id: message.id, decision: "send_again" })}
      >
        {text.sendAgain}
      </Button>
    </>
  );
}
