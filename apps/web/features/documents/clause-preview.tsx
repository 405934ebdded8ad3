"use client";

import type { Clause } from "@stead/contracts/documents";
import { SkeletonText } from "@stead/ui/skeleton";
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../../lib/api.ts";
import { QueryFailure } from "../../lib/query-failure.tsx";
import { documents as text } from "../../messages/en/documents.ts";

/** Clauses as a lease prints them, with samples in place of variables. */
export function ClausePreview({ clauses }: { readonly clauses: readonly Clause[] }) {
  const trpc = useTRPC();
  const query = useQuery(
    trpc.documents.previewLeaseClauses.queryOptions({ clauses: [...clauses], leaseId: null }),
  );
  if (query.isError) return <QueryFailure query={query} />;
  if (!query.data) return <SkeletonText lines={12} />;
  return (
    <div className="grid gap-4">
      <p className="text-ink-2">{text.previewHelp}</p>
      <ol className="grid max-w-2xl gap-4">
        {query.data.clauses.map((clause, index) => (
          <li key={index} className="grid gap-1">
            <span className="font-medium">{`${index + 1}. ${clause.heading}`}</span>
            <p className="whitespace-pre-line text-ink-2">{clause.body}</p>
          </li>
        ))}
      </ol>
    </div>
  );
}
