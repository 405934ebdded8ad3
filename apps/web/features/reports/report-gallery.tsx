"use client";

import { EmptyState } from "@stead/ui/empty-state";
import { AppLink } from "@stead/ui/link";
import { SkeletonText } from "@stead/ui/skeleton";
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../../lib/api.ts";
import { QueryFailure } from "../../lib/query-failure.tsx";
import { reports as text } from "../../messages/en/reports.ts";
import { ReportsHeader } from "./reports-header.tsx";

/** Every report that the person may read, and what it says. */
export function ReportGallery() {
  const trpc = useTRPC();
  const query = useQuery({ ...trpc.reports.list.queryOptions(), staleTime: 10 * 60_000 });
  const items = query.data?.items;
  return (
    <>
      <ReportsHeader currentId="gallery" />
      {query.isError && items === undefined && <QueryFailure query={query} />}
      {query.isPending && <SkeletonText lines={9} />}
      {items?.length === 0 && <EmptyState title={text.none}>{text.noneHelp}</EmptyState>}
      <ul className="grid gap-x-8 sm:grid-cols-2 xl:grid-cols-3">
        {items?.map(({ kind, title, about }) => (
          <li key={kind} className="border-b">
            <AppLink href={`/reports/${kind}`} className="block h-full rounded-sm px-2 py-4 hover:bg-hover">
              <span className="font-medium text-link">{title}</span>
              <span className="mt-1 block text-ink-2">{about}</span>
            </AppLink>
          </li>
        ))}
      </ul>
    </>
  );
}
