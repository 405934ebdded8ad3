"use client";

import type { PlanChangePreviewDto, PlanDto, PlanPriceDto, PlanUsageDto } from "@stead/contracts/plans";
import { Callout } from "@stead/ui/callout";
import { Money } from "@stead/ui/money";
import { SkeletonText } from "@stead/ui/skeleton";
import { notify } from "@stead/ui/toast";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "../../lib/api.ts";
import { viewError } from "../../lib/errors.ts";
import { FormDialog } from "../../lib/form-dialog.tsx";
import { moneyText } from "../../lib/format.ts";
import { QueryFailure } from "../../lib/query-failure.tsx";
import { plans as text } from "../../messages/en/plans.ts";
import { beyondWords } from "./limit-names.ts";
import { priceWords } from "./plan-status.tsx";
import { useShowPlan } from "./use-plan.ts";

type ChangePlanDialogProps = {
  readonly offer: PlanDto;
  readonly price: PlanPriceDto;
  readonly usage: PlanUsageDto;
  readonly onClose: () => void;
};

/** Another plan: what is due now as the provider reckons it, then the change for that price. */
export default function ChangePlanDialog({ offer, price, usage, onClose }: ChangePlanDialogProps) {
  const trpc = useTRPC();
  const show = useShowPlan();
  const [idempotencyKey, setKey] = useState(() => crypto.randomUUID());
  // What was shown is what is agreed to: it is not asked for again behind the person's back.
  const preview = useQuery(
    trpc.plans.preview.queryOptions(
      { priceId: price.id },
      { staleTime: Infinity, gcTime: 0, refetchOnWindowFocus: false, refetchOnReconnect: false },
    ),
  );
  const change = useMutation(
    trpc.plans.change.mutationOptions({
      onSuccess: (plan) => {
        show(plan);
        notify({ title: text.changed(plan.planName ?? offer.name), tone: "good" });
        onClose();
      },
      // A refusal is an answer, which the same key would get again after the reason is mended.
      onError: (error) => viewError(error).code === "PRECONDITION" && setKey(crypto.randomUUID()),
    }),
  );
  const due = preview.data;
  const beyond = beyondWords(usage, offer.limits);
  return (
    <FormDialog
      title={text.changeTitle(offer.name)}
      description={text.changeTo(priceWords(price))}
      submitLabel={
        due !== undefined && due.dueMinor > 0
          ? text.submitPay(moneyText(due.dueMinor, due.currency))
          : text.submitChange
      }
      isReady={due !== undefined}
      isBusy={change.isPending}
      error={change.error}
      onClose={onClose}
      onSubmit={() => due && change.mutate({ priceId: price.id, at: due.at, idempotencyKey })}
    >
      {beyond && <Callout tone="warn">{text.beyond(beyond)}</Callout>}
      {due === undefined &&
        (preview.error ? (
          <QueryFailure query={preview} />
        ) : (
          <div aria-busy="true">
            <span className="sr-only" role="status">
              {text.reckoning}
            </span>
            <SkeletonText lines={4} />
          </div>
        ))}
      {due && <Reckoning due={due} />}
    </FormDialog>
  );
}

/** The lines of what is due, and their sum. */
function Reckoning({ due }: { readonly due: PlanChangePreviewDto }) {
  const rows = due.lines.map(({ description, amountMinor }, index) => (
    <Line key={index} words={description} amountMinor={amountMinor} currency={due.currency} />
  ));
  return (
    <dl className="divide-y border-y">
      {rows}
      <Line words={text.dueNow} amountMinor={due.dueMinor} currency={due.currency} isSum />
      {due.creditMinor !== 0 && (
        <Line words={text.credit} amountMinor={due.creditMinor} currency={due.currency} />
      )}
    </dl>
  );
}

type LineProps = {
  readonly words: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly isSum?: boolean;
};

function Line({ words, amountMinor, currency, isSum = false }: LineProps) {
  return (
    <div className={`flex justify-between gap-6 py-2 ${isSum ? "font-semibold" : ""}`}>
      <dt className="min-w-0 wrap-break-word">{words}</dt>
      <dd>
        <Money amountMinor={amountMinor} currency={currency} hasCurrency isZeroShown />
      </dd>
    </div>
  );
}
