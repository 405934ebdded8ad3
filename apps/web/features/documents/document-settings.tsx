"use client";

import { PageHeader } from "@stead/ui/page-header";
import { SkeletonForm } from "@stead/ui/skeleton";
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../../lib/api.ts";
import { QueryFailure } from "../../lib/query-failure.tsx";
import { useCan } from "../../lib/session.tsx";
import { documents as text } from "../../messages/en/documents.ts";
import { ClauseEditor } from "./clause-editor.tsx";
import { LetterheadForm } from "./letterhead-form.tsx";

/** Letterhead and clauses: what an agency's documents say beside their figures. */
export function DocumentSettings() {
  const canReadLeases = useCan("leases:read");
  return (
    <div className="grid max-w-3xl gap-10">
      <PageHeader title={text.title}>{text.help}</PageHeader>
      <Letterhead />
      {canReadLeases && <Clauses />}
    </div>
  );
}

function Letterhead() {
  const trpc = useTRPC();
  const query = useQuery(trpc.documents.letterhead.queryOptions());
  const { data } = query;
  if (data)
    return <LetterheadForm key={data.version} letterhead={data} onReload={() => void query.refetch()} />;
  return query.isError ? <QueryFailure query={query} /> : <SkeletonForm fields={6} />;
}

function Clauses() {
  const trpc = useTRPC();
  const query = useQuery(trpc.documents.leaseClauses.queryOptions());
  const { data } = query;
  if (data) return <ClauseEditor key={data.version} stored={data} onReload={() => void query.refetch()} />;
  return query.isError ? <QueryFailure query={query} /> : <SkeletonForm fields={8} />;
}
