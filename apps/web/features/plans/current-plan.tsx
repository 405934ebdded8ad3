"use client";

import type { AgencyPlanDto } from "@stead/contracts/plans";
import { Button } from "@stead/ui/button";
import { Callout } from "@stead/ui/callout";
import { InstantText } from "@stead/ui/date-text";
import { DescriptionList, type Description } from "@stead/ui/description-list";
import { Section } from "@stead/ui/section";
import { notify } from "@stead/ui/toast";
import { useMutation } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { useTRPC } from "../../lib/api.ts";
import { viewError } from "../../lib/errors.ts";
import { keyOf } from "../../lib/list-state.ts";
import { useSession } from "../../lib/session.tsx";
import { plans as text } from "../../messages/en/plans.ts";
import { priceWords } from "./plan-status.tsx";
import { useShowPlan } from "./use-plan.ts";

const loadDialog = () => import("./cancel-plan-dialog.tsx");
const CancelPlanDialog = lazy(loadDialog);

type CurrentPlanProps = { readonly plan: AgencyPlanDto; readonly canChange: boolean };

/** The plan, its price and dates, what is wrong with it, and its end. */
export function CurrentPlan({ plan, canChange }: CurrentPlanProps) {
  const { timeZone } = useSession().agency;
  const [isEnding, setEnding] = useState(false);
  const act = canChange && plan.hasSubscription && !plan.cancelsAtEnd && (
    <Button
      size="sm"
      onPointerEnter={() => void loadDialog()}
      onFocus={() => void loadDialog()}
      onClick={() => setEnding(true)}
    >
      {text.cancel}
    </Button>
  );
  return (
    <Section title={text.current} actions={act}>
      <div className="grid grid-cols-1 gap-3">
        <LevelNote plan={plan} />
        {plan.hasSubscription && plan.cancelsAtEnd && (
          <Callout tone="warn" title={text.endingTitle} action={canChange && <KeepButton />}>
            {text.endingHelp}
          </Callout>
        )}
        <DescriptionList items={factsOf(plan, timeZone)} />
      </div>
      {isEnding && (
        <Suspense>
          <CancelPlanDialog endsAt={plan.periodEndsAt} onClose={() => setEnding(false)} />
        </Suspense>
      )}
    </Section>
  );
}

function factsOf(plan: AgencyPlanDto, zone: string): Description[] {
  const facts: Description[] = [
    { term: text.plan, value: <span className="font-medium">{plan.planName ?? text.noPlan}</span> },
    { term: text.price, value: plan.price === null ? text.noPrice : priceWords(plan.price) },
  ];
  const addInstant = (term: string, instant: string | null) => {
    if (instant !== null) facts.push({ term, value: <InstantText instant={instant} zone={zone} /> });
  };
  if (plan.status === "trialing") addInstant(text.trialEnds, plan.trialEndsAt);
  if (plan.hasSubscription) addInstant(plan.cancelsAtEnd ? text.ends : text.renews, plan.periodEndsAt);
  addInstant(text.lateSince, plan.pastDueSince);
  addInstant(text.confirmed, plan.entitledAt);
  return facts;
}

/** Why less is allowed, or soon will be, and what to do. */
function LevelNote({ plan: { level, status } }: { readonly plan: AgencyPlanDto }) {
  if (level === "full") return null;
  if (level === "grace") {
    return (
      <Callout tone="warn" title={text.lateTitle}>
        {text.lateHelp}
      </Callout>
    );
  }
  const why = keyOf(text.readOnlyHelp, status);
  return (
    <Callout tone="bad" title={text.readOnlyTitle}>
      {why && text.readOnlyHelp[why]}
    </Callout>
  );
}

/** Takes back the end of the plan. */
function KeepButton() {
  const trpc = useTRPC();
  const show = useShowPlan();
  const [idempotencyKey] = useState(() => crypto.randomUUID());
  const resume = useMutation(
    trpc.plans.resume.mutationOptions({
      onSuccess: (plan) => {
        show(plan);
        notify({ title: text.kept, tone: "good" });
      },
      onError: (error) => {
        const view = viewError(error);
        notify({ title: view.title, description: view.message, tone: "bad" });
      },
    }),
  );
  return (
    <Button size="sm" isLoading={resume.isPending} onClick={() => resume.mutate({ idempotencyKey })}>
      {text.keep}
    </Button>
  );
}
