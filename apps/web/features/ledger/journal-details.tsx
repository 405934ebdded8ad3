"use client";

import { TextLink } from "@stead/ui/link";
import { SkeletonText } from "@stead/ui/skeleton";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "../../lib/api.ts";
import { RecordView } from "../../lib/record-view.tsx";
import { useCan } from "../../lib/session.tsx";
import { ledger as text } from "../../messages/en/ledger.ts";
import { JournalLines } from "./journal-lines.tsx";

/** What an act did to the books, asked for when it is opened; nothing for those who may not read the books. */
export function JournalDetails({ id }: { readonly id: string }) {
  const canRead = useCan("ledger:read");
  const [isOpen, setOpen] = useState(false);
  if (!canRead) return null;
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="w-fit cursor-pointer text-sm text-ink-3 hover:text-ink">{text.showLines}</summary>
      {isOpen && <LoadedLines id={id} />}
    </details>
  );
}

function LoadedLines({ id }: { readonly id: string }) {
  const query = useQuery({ ...useTRPC().ledger.getJournal.queryOptions({ id }), staleTime: 5 * 60_000 });
  return (
    <div className="mt-2 max-w-2xl">
      <RecordView
        query={query}
        back={{ href: "/accounts", label: text.title }}
        skeleton={<SkeletonText lines={3} />}
      >
        {(journal) => (
          <>
            <JournalLines lines={journal.lines} />
            <p className="mt-2 text-sm">
              <TextLink href={`/journals/${id}`}>{text.openJournal}</TextLink>
            </p>
          </>
        )}
      </RecordView>
    </div>
  );
}
