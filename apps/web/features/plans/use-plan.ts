"use client";

import type { AgencyPlanDto } from "@stead/contracts/plans";
import { useQueryClient } from "@tanstack/react-query";
import { useTRPC } from "../../lib/api.ts";
import { useInvalidate } from "../../lib/invalidate.ts";
import { useCan, useSession } from "../../lib/session.tsx";

/** Whether the person may choose, change and pay: owners of the whole agency. */
export function useCanChangePlan(): boolean {
  const canWrite = useCan("agency:write");
  const { propertyIds } = useSession();
  return canWrite && propertyIds === null;
}

/** Shows the plan as a change left it, and asks again for what hangs on it. */
export function useShowPlan(): (plan: AgencyPlanDto) => void {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const invalidate = useInvalidate();
  return (plan) => {
    queryClient.setQueryData(trpc.plans.get.queryKey(), plan);
    void invalidate("plans");
  };
}
