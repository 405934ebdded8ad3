"use client";

import type { BreakerDto, RailAccountDto } from "@stead/contracts/rail-accounts";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useTRPC } from "../../lib/api.ts";
import { useLive } from "../../lib/live.ts";

/** How often it is asked for again: a rest that ends by itself tells nobody. */
const recheckMs = 30_000;

/** What stands before the calls to the agency's providers, live; undefined until it is known. */
export function useBreakers(): readonly BreakerDto[] | undefined {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  useLive("rails.changed", () => {
    void queryClient.invalidateQueries({ queryKey: trpc.rails.listBreakers.pathKey() });
  });
  return useQuery({ ...trpc.rails.listBreakers.queryOptions({}), refetchInterval: recheckMs }).data?.items;
}

/** Those of one account, the worst first. */
export function breakersOf(
  breakers: readonly BreakerDto[],
  { id }: Pick<RailAccountDto, "id">,
): readonly BreakerDto[] {
  return breakers.filter(({ railAccountId }) => railAccountId === id);
}
