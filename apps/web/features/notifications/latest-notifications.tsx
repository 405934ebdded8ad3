"use client";

import { Button, ButtonLink } from "@stead/ui/button";
import { EmptyState } from "@stead/ui/empty-state";
import { SkeletonText } from "@stead/ui/skeleton";
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../../lib/api.ts";
import { QueryFailure } from "../../lib/query-failure.tsx";
import { notifications as text } from "../../messages/en/notifications.ts";
import { NotificationItem } from "./notification-item.tsx";
import { useReadNotifications } from "./use-read.ts";

/** What the bell opens. */
export default function LatestNotifications({ onLeave }: { readonly onLeave: () => void }) {
  const trpc = useTRPC();
  const query = useQuery(trpc.notifications.list.queryOptions({ limit: 10 }));
  const read = useReadNotifications();
  const rows = query.data?.items;
  return (
    <>
      <div className="flex items-center justify-between gap-2 border-b border-line px-4 py-2">
        <h2 className="font-semibold">{text.title}</h2>
        <Button size="sm" variant="quiet" onClick={() => read.mutate({})}>
          {text.readAll}
        </Button>
      </div>
      <div className="max-h-96 overflow-y-auto">
        {query.error && !rows && <QueryFailure query={query} />}
        {query.isPending && (
          <div className="p-4">
            <SkeletonText lines={4} />
          </div>
        )}
        {rows?.length === 0 && <EmptyState title={text.none}>{text.noneHelp}</EmptyState>}
        <ul className="divide-y divide-line">
          {rows?.map((row) => (
            <li key={row.id}>
              <NotificationItem
                row={row}
                onOpen={() => {
                  if (!row.isRead) read.mutate({ ids: [row.id] });
                  onLeave();
                }}
              />
            </li>
          ))}
        </ul>
      </div>
      <div className="flex justify-between gap-2 border-t border-line px-2 py-2">
        <ButtonLink size="sm" variant="quiet" href="/notifications" onClick={onLeave}>
          {text.seeAll}
        </ButtonLink>
        <ButtonLink size="sm" variant="quiet" href="/settings/notifications" onClick={onLeave}>
          {text.settings}
        </ButtonLink>
      </div>
    </>
  );
}
