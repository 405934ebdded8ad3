"use client";

import { ErrorState } from "@stead/ui/error-state";
import { viewError } from "./errors.ts";

export type FailedQuery = { error: unknown; isFetching: boolean; refetch: () => Promise<unknown> };

/** What went wrong with a query, what to do, a retry, and the request id. */
export function QueryFailure({ query }: { readonly query: FailedQuery }) {
  const failure = viewError(query.error);
  return (
    <ErrorState
      title={failure.title}
      requestId={failure.requestId}
      {...(failure.code !== "FORBIDDEN" && {
        onRetry: () => void query.refetch(),
        isRetrying: query.isFetching,
      })}
    >
      {failure.message}
    </ErrorState>
  );
}
