"use client";

import { ButtonLink } from "@stead/ui/button";
import { EmptyState } from "@stead/ui/empty-state";
import { Skeleton, SkeletonStat, SkeletonText } from "@stead/ui/skeleton";
import type { ReactNode } from "react";
import { records as text } from "../messages/en/records.ts";
import { viewError } from "./errors.ts";
import { QueryFailure } from "./query-failure.tsx";

export type RecordQuery<Data> = {
  data: Data | undefined;
  error: unknown;
  isFetching: boolean;
  refetch(): Promise<unknown>;
};

export type RecordViewProps<Data> = {
  query: RecordQuery<Data>;
  /** The list that the record is in, for when it is not there. */
  back: { href: string; label: string };
  skeleton?: ReactNode;
  children: (data: Data) => ReactNode;
};

/** A page or a part of one that shows one record: its skeleton, its failure with a retry, or the record. */
export function RecordView<Data>({ query, back, skeleton, children }: RecordViewProps<Data>) {
  if (query.data !== undefined) return children(query.data);
  if (!query.error) return skeleton ?? <RecordSkeleton />;
  const failure = viewError(query.error);
  if (failure.code === "NOT_FOUND") {
    return (
      <EmptyState title={text.missing} action={<ButtonLink href={back.href}>{back.label}</ButtonLink>}>
        {text.missingHelp}
      </EmptyState>
    );
  }
  return <QueryFailure query={query} />;
}

/** The shape of a record's page: its head, its figures, its rows. */
function RecordSkeleton() {
  return (
    <div role="status" aria-label={text.loading} className="grid gap-6">
      <div className="grid gap-2">
        <Skeleton className="h-4 w-32" />
        <Skeleton className="h-8 w-64" />
        <Skeleton className="h-4 w-80 max-w-full" />
      </div>
      <div className="flex flex-wrap gap-10">
        <SkeletonStat />
        <SkeletonStat />
        <SkeletonStat />
      </div>
      <SkeletonText lines={8} />
    </div>
  );
}
