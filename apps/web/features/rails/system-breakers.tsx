"use client";

import type { SystemBreakersDto } from "@stead/contracts/rail-accounts";
import { StatusBadge } from "@stead/ui/badge";
import { InstantText } from "@stead/ui/date-text";
import { Section } from "@stead/ui/section";
import { SkeletonText } from "@stead/ui/skeleton";
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../../lib/api.ts";
import { QueryFailure } from "../../lib/query-failure.tsx";
import { payments } from "../../messages/en/payments.ts";
import { rails as text } from "../../messages/en/rails.ts";
import { healthTones } from "./rail-health.tsx";

const refreshMs = 10_000;

/** To operators: which ways to providers rest or are tried, over all agencies and processes. */
export function SystemBreakers() {
  const trpc = useTRPC();
  const query = useQuery({ ...trpc.rails.listSystemBreakers.queryOptions(), refetchInterval: refreshMs });
  const items = query.data?.items;
  const troubled = items?.filter(({ state }) => state !== "working");
  return (
    <Section title={text.systemHealth} description={text.systemHealthHelp} className="mt-10">
      {query.isPending && <SkeletonText lines={1} />}
      {query.error && items === undefined && <QueryFailure query={query} />}
      {items && troubled?.length === 0 && <p className="text-ink-2">{text.allWork(items.length)}</p>}
      <ul className="divide-y divide-line">
        {troubled?.map((breaker) => (
          <li key={`${breaker.railAccountId} ${breaker.process} ${breaker.since}`} className="py-2">
            <Troubled breaker={breaker} />
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Troubled({ breaker }: { readonly breaker: SystemBreakersDto["items"][number] }) {
  const { rail, process, state, since, probesAt, lastFault, agencyId, railAccountId } = breaker;
  return (
    <>
      <p className="flex flex-wrap justify-between gap-x-3">
        <span>
          {payments.rails[rail]}, {text.processes[process]}
        </span>
        <StatusBadge tone={healthTones[state]}>{text.healthStates[state]}</StatusBadge>
      </p>
      <p className="text-sm text-ink-2">
        {text.sinceWhen} <InstantText instant={since} />. {lastFault?.text}{" "}
        {probesAt !== null && (
          <>
            {text.nextProbe} <InstantText instant={probesAt} />
          </>
        )}
      </p>
      <p className="mono text-sm break-all text-ink-3">{text.whose(agencyId, railAccountId)}</p>
    </>
  );
}
