"use client";

import type { AgencyPlanDto } from "@stead/contracts/plans";
import { EmptyState } from "@stead/ui/empty-state";
import { PageHeader } from "@stead/ui/page-header";
import { Skeleton, SkeletonText } from "@stead/ui/skeleton";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense } from "react";
import { useTRPC } from "../../lib/api.ts";
import { QueryFailure } from "../../lib/query-failure.tsx";
import { plans as text } from "../../messages/en/plans.ts";
import { CurrentPlan } from "./current-plan.tsx";
import { PlanOffers } from "./plan-offers.tsx";
import { PlanStatus } from "./plan-status.tsx";
import { PlanUsage } from "./plan-usage.tsx";
import { useCanChangePlan } from "./use-plan.ts";

/** It waits for the provider anyway, and its table is no part of the first paint. */
const PlanAccount = lazy(() => import("./plan-account.tsx"));

/** How often it is asked whether a payment has been confirmed, should its event be lost. */
const waitingMs = 5_000;

const awaitsPayment = (plan: AgencyPlanDto | undefined) =>
  plan !== undefined && plan.isOn && (!plan.hasSubscription || plan.status === "incomplete");

/** What the agency is on, what it uses of that, and everything an owner does about it. */
export function PlanPage() {
  const trpc = useTRPC();
  const canChange = useCanChangePlan();
  const query = useQuery({
    ...trpc.plans.get.queryOptions(),
    refetchInterval: ({ state }) => (canChange && awaitsPayment(state.data) ? waitingMs : false),
  });
  const plan = query.data;
  if (plan === undefined) {
    return (
      <>
        <PageHeader title={text.title}>{text.help}</PageHeader>
        {query.error ? <QueryFailure query={query} /> : <PlanSkeleton />}
      </>
    );
  }
  if (!plan.isOn) {
    return (
      <>
        <PageHeader title={text.title} />
        <EmptyState title={text.offTitle}>{text.offHelp}</EmptyState>
      </>
    );
  }
  return (
    <>
      <PageHeader title={text.title} status={<PlanStatus status={plan.status} />}>
        {text.help}
      </PageHeader>
      <div className="grid max-w-4xl grid-cols-1 gap-8">
        <CurrentPlan plan={plan} canChange={canChange} />
        <PlanUsage plan={plan} />
        <PlanOffers plan={plan} canChange={canChange} />
        {canChange && (
          <Suspense fallback={<Skeleton className="h-40 w-full" />}>
            <PlanAccount plan={plan} />
          </Suspense>
        )}
      </div>
    </>
  );
}

function PlanSkeleton() {
  return (
    <div aria-busy="true" className="grid max-w-4xl grid-cols-1 gap-8">
      <span className="sr-only" role="status">
        {text.loading}
      </span>
      <SkeletonText lines={4} />
      <div className="grid gap-5 sm:grid-cols-2">
        {["units", "members", "keys", "exports"].map((name) => (
          <Skeleton key={name} className="h-9 w-full" />
        ))}
      </div>
      <Skeleton className="h-40 w-full" />
    </div>
  );
}
