"use client";

import { Button, ButtonLink } from "@stead/ui/button";
import { EmptyState } from "@stead/ui/empty-state";
import { PageHeader } from "@stead/ui/page-header";
import { SegmentedControl } from "@stead/ui/segmented-control";
import { SkeletonText } from "@stead/ui/skeleton";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useTRPC } from "../../lib/api.ts";
import { useListState } from "../../lib/list-state.ts";
import { QueryFailure } from "../../lib/query-failure.tsx";
import { lists } from "../../messages/en/lists.ts";
import { notifications as text } from "../../messages/en/notifications.ts";
import { NotificationItem } from "./notification-item.tsx";
import { useReadNotifications } from "./use-read.ts";

/** Everything that the person was told. */
export function NotificationPage() {
  const trpc = useTRPC();
  const state = useListState(["show"]);
  const isUnread = state.filters["show"] === "unread";
  const query = useInfiniteQuery(
    trpc.notifications.list.infiniteQueryOptions(isUnread ? { isUnread } : {}, {
      getNextPageParam: (page) => page.nextCursor ?? undefined,
      placeholderData: keepPreviousData,
    }),
  );
  const read = useReadNotifications();
  const rows = query.data?.pages.flatMap((page) => page.items);
  return (
    <div className="max-w-3xl">
      <PageHeader
        title={text.title}
        actions={
          <>
            <ButtonLink href="/settings/notifications">{text.settings}</ButtonLink>
            <Button onClick={() => read.mutate({})} isLoading={read.isPending}>
              {text.readAll}
            </Button>
          </>
        }
      />
      <SegmentedControl
        label={text.which}
        value={isUnread ? "unread" : "all"}
        segments={[
          { value: "all", label: text.all },
          { value: "unread", label: text.unreadOnly },
        ]}
        onChange={(next) => state.setFilter("show", next === "unread" ? next : null)}
        className="mb-3"
      />
      {query.error && !rows && <QueryFailure query={query} />}
      {query.isPending && <SkeletonText lines={8} />}
      {rows?.length === 0 && (
        <EmptyState title={isUnread ? text.noneUnread : text.none}>{!isUnread && text.noneHelp}</EmptyState>
      )}
      {rows && rows.length > 0 && (
        <ul className="divide-y divide-line overflow-hidden rounded-lg border border-line bg-surface">
          {rows.map((row) => (
            <li key={row.id}>
              <NotificationItem row={row} onOpen={() => !row.isRead && read.mutate({ ids: [row.id] })} />
            </li>
          ))}
        </ul>
      )}
      {query.hasNextPage && (
        <Button
          size="sm"
          className="mt-3"
          onClick={() => void query.fetchNextPage()}
          isLoading={query.isFetchingNextPage}
        >
          {lists.more}
        </Button>
      )}
    </div>
  );
}
