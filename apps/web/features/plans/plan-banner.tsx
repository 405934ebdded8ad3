"use client";

import { Banner } from "@stead/ui/callout";
import { TextLink } from "@stead/ui/link";
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../../lib/api.ts";
import { useInvalidate } from "../../lib/invalidate.ts";
import { useLive } from "../../lib/live.ts";
import { planBanner as text } from "../../messages/en/plans.ts";
import { useCanChangePlan } from "./use-plan.ts";

/** Says on every page that a payment is late, or that nothing can be changed. Asked once, and when the plan changes. */
export function PlanBanner() {
  const trpc = useTRPC();
  const canChange = useCanChangePlan();
  const invalidate = useInvalidate();
  useLive("plan.changed", () => void invalidate("plans"));
  const { data } = useQuery({ ...trpc.plans.standing.queryOptions(), staleTime: Infinity, gcTime: Infinity });
  if (data === undefined || data.level === "full") return null;
  const isLate = data.level === "grace";
  return (
    <Banner
      tone={isLate ? "warn" : "bad"}
      action={
        canChange ? <TextLink href="/settings/plan">{text.toPlan}</TextLink> : <span>{text.askOwner}</span>
      }
    >
      {isLate ? text.grace : text.readOnly}
    </Banner>
  );
}
