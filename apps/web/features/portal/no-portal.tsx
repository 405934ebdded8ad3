"use client";

import { EmptyState } from "@stead/ui/empty-state";
import { QueryFailure, type FailedQuery } from "../../lib/query-failure.tsx";
import { portal as text } from "../../messages/en/portal.ts";

/** An address that names no agency, or one that could not be asked: `failed` with its retry. */
export default function NoPortal({ failed }: { readonly failed: FailedQuery | null }) {
  if (failed) {
    return (
      <main className="mx-auto w-full max-w-2xl px-4 py-10">
        <QueryFailure query={failed} />
      </main>
    );
  }
  return (
    <main className="grid min-h-dvh place-items-center px-4">
      <EmptyState title={text.noPortal}>{text.noPortalHelp}</EmptyState>
    </main>
  );
}
