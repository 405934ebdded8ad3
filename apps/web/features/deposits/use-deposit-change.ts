"use client";

import type { LeaseDepositDto } from "@stead/contracts/deposits";
import { notify } from "@stead/ui/toast";
import { useQueryClient } from "@tanstack/react-query";
import { useTRPC } from "../../lib/api.ts";
import { useInvalidate } from "../../lib/invalidate.ts";

/** Shows the deposit as a change left it, says so, and makes everything else that it touched be asked for again. */
export function useDepositChange(): (deposit: LeaseDepositDto, title: string) => void {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const invalidate = useInvalidate();
  return (deposit, title) => {
    queryClient.setQueryData(trpc.deposits.get.queryKey({ id: deposit.leaseId }), deposit);
    void invalidate("payments");
    notify({ title, tone: "good" });
  };
}
