"use client";

import { QueryFailure, type FailedQuery } from "../../lib/query-failure.tsx";

/** The session could not be asked for: what went wrong, and a retry. */
export default function FrameFailure({ query }: { readonly query: FailedQuery }) {
  return (
    <main className="mx-auto w-full max-w-2xl px-4 py-10">
      <QueryFailure query={query} />
    </main>
  );
}
