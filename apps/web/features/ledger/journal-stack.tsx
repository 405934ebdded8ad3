"use client";

import { CivilDateText } from "@stead/ui/date-text";
import { TextLink } from "@stead/ui/link";
import { Section } from "@stead/ui/section";
import { SkeletonText } from "@stead/ui/skeleton";
import { useQueries } from "@tanstack/react-query";
import { useTRPC } from "../../lib/api.ts";
import { RecordView } from "../../lib/record-view.tsx";
import { useCan } from "../../lib/session.tsx";
import { ledger as text } from "../../messages/en/ledger.ts";
import { JournalLines } from "./journal-lines.tsx";

/** Journals one below the other, each with its lines: what a record did to the books. */
export function JournalStack({ title, ids }: { readonly title: string; readonly ids: readonly string[] }) {
  const canRead = useCan("ledger:read");
  if (!canRead || ids.length === 0) return null;
  return (
    <Section title={title} hasRule>
      <LoadedJournals ids={ids} />
    </Section>
  );
}

function LoadedJournals({ ids }: { readonly ids: readonly string[] }) {
  const trpc = useTRPC();
  const queries = useQueries({
    queries: ids.map((id) => ({ ...trpc.ledger.getJournal.queryOptions({ id }), staleTime: 5 * 60_000 })),
  });
  return (
    <ul className="grid gap-6 xl:grid-cols-2 xl:gap-x-10">
      {queries.map((query, index) => (
        <li key={ids[index] ?? index} className="min-w-0">
          <RecordView
            query={query}
            back={{ href: "/accounts", label: text.title }}
            skeleton={<SkeletonText lines={4} />}
          >
            {(journal) => (
              <>
                <p className="mb-1 flex flex-wrap justify-between gap-x-4">
                  <TextLink isQuiet href={`/journals/${journal.id}`} className="font-medium">
                    {text.eventName(journal.event)}
                  </TextLink>
                  <CivilDateText date={journal.occurredOn} className="text-ink-3" />
                </p>
                <JournalLines lines={journal.lines} />
              </>
            )}
          </RecordView>
        </li>
      ))}
    </ul>
  );
}
