"use client";

import type { NavGroup } from "@stead/ui/app-frame";
import { skipToken, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTRPC } from "../../lib/api.ts";
import { useCan, useSession } from "../../lib/session.tsx";
import { formatCount } from "../../lib/format.ts";
import { useLive } from "../../lib/live.ts";

/** How many receipts wait for their lease, in words; null for none, or for people who do not see the whole agency. */
export function useDeskCount(): string | null {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const mayRead = useCan("payments:read");
  const { propertyIds } = useSession();
  const { data } = useQuery({
    ...trpc.desk.list.queryOptions(mayRead && propertyIds === null ? { limit: 1 } : skipToken),
  });
  useLive("desk.changed", () => {
    void queryClient.invalidateQueries({ queryKey: trpc.desk.list.pathKey() });
  });
  if (data === undefined || data.total.count === 0) return null;
  return `${formatCount(data.total.count)}${data.total.isCapped ? "+" : ""}`;
}

/** The navigation with the count beside the receipt desk. */
export function withDeskCount(groups: readonly NavGroup[], count: string | null): readonly NavGroup[] {
  if (count === null) return groups;
  return groups.map((group) => ({
    ...group,
    items: group.items.map((item) => (item.id === "desk" ? { ...item, badge: count } : item)),
  }));
}
