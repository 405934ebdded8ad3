"use client";

import { InstantText } from "@stead/ui/date-text";
import { Section } from "@stead/ui/section";
import { SkeletonText } from "@stead/ui/skeleton";
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../../lib/api.ts";
import { QueryFailure } from "../../lib/query-failure.tsx";
import { caching as text } from "../../messages/en/caching.ts";

/** What operators made old: who, when, whose. */
export function CacheHistory() {
  const query = useQuery(useTRPC().caching.actions.queryOptions());
  const actions = query.data;
  return (
    <Section title={text.history}>
      {query.isPending && <SkeletonText lines={3} />}
      {query.error && actions === undefined && <QueryFailure query={query} />}
      {actions?.length === 0 && <p className="text-ink-2">{text.noHistory}</p>}
      <ul className="divide-y divide-line">
        {actions?.map(({ id, at, actorName, actorUserId, agencyId, tags }) => (
          <li key={id} className="grid gap-1 py-2">
            <p className="flex flex-wrap justify-between gap-x-3">
              <span>{actorName ?? actorUserId}</span>
              <span className="text-sm text-ink-3">
                <InstantText instant={at} />
              </span>
            </p>
            <p className="text-sm break-all text-ink-2">
              <span className="mono">{tags.join(", ")}</span>{" "}
              {agencyId === null ? text.platform : text.ofAgency(agencyId)}
            </p>
          </li>
        ))}
      </ul>
    </Section>
  );
}
