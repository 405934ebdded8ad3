"use client";

import type { LeaseDto } from "@stead/contracts/leases";
import { notify } from "@stead/ui/toast";
import { useQueryClient } from "@tanstack/react-query";
import { useTRPC } from "../../lib/api.ts";
import { useInvalidate } from "../../lib/invalidate.ts";

/** Puts a lease as the API returned it on the screen, says what was done, and asks again for what it touches. */
export function useLeaseChange(): (lease: LeaseDto, title: string) => Promise<void> {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const invalidate = useInvalidate();
  return async (lease, title) => {
    queryClient.setQueryData(trpc.leases.get.queryKey({ id: lease.id }), lease);
    notify({ title, tone: "good" });
    await invalidate("leases");
  };
}

/** Asks for the newest state of a lease, after somebody else changed it: the dialogs above it work on that. */
export function useReloadLease(id: string): () => Promise<LeaseDto> {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  return () => queryClient.fetchQuery({ ...trpc.leases.get.queryOptions({ id }), staleTime: 0 });
}
