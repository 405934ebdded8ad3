"use client";

import { Popover } from "@stead/ui/popover";
import { useQuery } from "@tanstack/react-query";
import Bell from "lucide-react/icons/bell";
import { lazy, Suspense } from "react";
import { useTRPC } from "../../lib/api.ts";
import { notifications as text } from "../../messages/en/notifications.ts";
import { useLiveNotifications } from "./use-notifications.ts";

const loadLatest = () => import("./latest-notifications.tsx");
const Latest = lazy(loadLatest);

/** How much the person has not read, and the latest of it. */
export function NotificationBell() {
  const trpc = useTRPC();
  const query = useQuery({ ...trpc.notifications.unread.queryOptions(), staleTime: 60_000 });
  useLiveNotifications();
  const { count, isCapped } = query.data ?? { count: 0, isCapped: false };
  return (
    <span onPointerEnter={() => void loadLatest()} onFocus={() => void loadLatest()}>
      <Popover
        label={text.title}
        align="end"
        className="w-96 max-w-[calc(100vw-1rem)] p-0"
        triggerLabel={text.bell(count, isCapped)}
        triggerClassName="relative grid size-8 place-items-center rounded-md text-ink-2 hover:bg-hover hover:text-ink [&>svg]:size-4"
        trigger={
          <>
            <Bell aria-hidden />
            {count > 0 && (
              <span
                aria-hidden
                className="absolute -top-0.5 -right-0.5 min-w-4 rounded-full bg-accent px-1 text-center text-[0.65rem] leading-4 font-bold text-on-accent"
              >
                {text.count(count, isCapped)}
              </span>
            )}
          </>
        }
      >
        {(close) => (
          <Suspense fallback={<div className="h-40" />}>
            <Latest onLeave={close} />
          </Suspense>
        )}
      </Popover>
    </span>
  );
}
