"use client";

import type { InboundEventDto } from "@stead/contracts/collecting";
import { InstantText } from "@stead/ui/date-text";
import { Section } from "@stead/ui/section";
import { SkeletonText } from "@stead/ui/skeleton";
import { Timeline } from "@stead/ui/timeline";
import { skipToken, useQuery } from "@tanstack/react-query";
import { useTRPC } from "../../lib/api.ts";
import { QueryFailure } from "../../lib/query-failure.tsx";
import { useSession } from "../../lib/session.tsx";
import { collecting as text, events as words } from "../../messages/en/collecting.ts";
import { EventBadge, eventTones, RetryEvent } from "./event-state.tsx";

/** What providers sent of one collection or payment, oldest first; what is received now is asked for again. */
export function useProviderEvents(
  of: { attemptId?: string; paymentId?: string; disbursementId?: string } | null,
) {
  const trpc = useTRPC();
  const { propertyIds } = useSession();
  return useQuery({
    ...trpc.collecting.listEvents.queryOptions(
      of === null || propertyIds !== null ? skipToken : { ...of, limit: 100 },
    ),
    refetchInterval: ({ state }) =>
      state.data?.items.some((event) => event.state === "received") ? 3_000 : false,
  });
}

/** The messages of a collection on a line, each with what became of it. People who see a part of the agency see none. */
export function ProviderEvents({ of }: { readonly of: { attemptId: string } | { disbursementId: string } }) {
  const query = useProviderEvents(of);
  const { propertyIds } = useSession();
  if (propertyIds !== null) return null;
  return (
    <Section title={text.events} description={text.eventsHelp} hasRule>
      {query.isPending && <SkeletonText lines={3} />}
      {query.error && !query.data && <QueryFailure query={query} />}
      {query.data?.items.length === 0 && <p className="text-ink-2">{text.noEvents}</p>}
      {query.data && query.data.items.length > 0 && <EventLine events={query.data.items} />}
    </Section>
  );
}

/** Messages on a line, oldest first. */
export function EventLine({ events }: { readonly events: readonly InboundEventDto[] }) {
  return (
    <Timeline
      label={text.events}
      className="max-w-3xl"
      events={events
        .toSorted((a, b) => a.receivedAt.localeCompare(b.receivedAt))
        .map((event) => ({
          id: event.id,
          title: <span title={event.topic}>{words.topicName(event.topic)}</span>,
          at: <InstantText instant={event.receivedAt} />,
          tone: eventTones[event.state],
          children: (
            <div className="grid justify-items-start gap-1">
              <EventBadge event={event} />
              {event.note && <p>{event.note}</p>}
              {!event.isVerified && <p className="text-sm">{words.isNotVerified}</p>}
              <RetryEvent event={event} />
            </div>
          ),
        }))}
    />
  );
}
