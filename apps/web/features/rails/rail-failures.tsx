"use client";

import { InstantText } from "@stead/ui/date-text";
import { TextLink } from "@stead/ui/link";
import { Section } from "@stead/ui/section";
import { SkeletonText } from "@stead/ui/skeleton";
import { skipToken, useQuery } from "@tanstack/react-query";
import { useTRPC } from "../../lib/api.ts";
import { QueryFailure } from "../../lib/query-failure.tsx";
import { useCan, useSession } from "../../lib/session.tsx";
import { events as words } from "../../messages/en/collecting.ts";
import { rails as text } from "../../messages/en/rails.ts";

/** The last messages of a provider that could not be booked, and the way to all of them. */
export function RailFailures({ accountId }: { readonly accountId: string }) {
  const trpc = useTRPC();
  const { propertyIds } = useSession();
  const mayRead = useCan("payments:read") && propertyIds === null;
  const input = { railAccountId: accountId, state: "failed" as const, limit: 3 };
  const query = useQuery(trpc.collecting.listEvents.queryOptions(mayRead ? input : skipToken));
  if (!mayRead) return null;
  const events = query.data?.items;
  return (
    <Section title={text.failures} description={text.failuresHelp}>
      {query.isPending && <SkeletonText lines={2} />}
      {query.error && !events && <QueryFailure query={query} />}
      {events?.length === 0 && <p className="text-ink-2">{text.noFailures}</p>}
      <ul className="divide-y divide-line">
        {events?.map((event) => (
          <li key={event.id} className="py-2">
            <p className="flex flex-wrap justify-between gap-x-3">
              <span title={event.topic}>{words.topicName(event.topic)}</span>
              <span className="text-sm text-ink-3">
                <InstantText instant={event.receivedAt} />
              </span>
            </p>
            {event.note && <p className="text-ink-2">{event.note}</p>}
          </li>
        ))}
      </ul>
      <p className="mt-2">
        <TextLink href={`/collections/events?account=${accountId}`}>{text.allEvents}</TextLink>
      </p>
    </Section>
  );
}
