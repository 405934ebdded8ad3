"use client";

import type { AgencyPlanDto, PlanDto, PlanPriceDto } from "@stead/contracts/plans";
import { Badge } from "@stead/ui/badge";
import { Button } from "@stead/ui/button";
import { notify } from "@stead/ui/toast";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "../../lib/api.ts";
import { viewError } from "../../lib/errors.ts";
import { formatCount } from "../../lib/format.ts";
import { plans as text } from "../../messages/en/plans.ts";
import { limitNames } from "./limit-names.ts";
import { priceWords } from "./plan-status.tsx";

type PlanOfferProps = {
  readonly offer: PlanDto;
  /** What it costs in the currency and by the period shown; undefined where it is not sold so. */
  readonly price: PlanPriceDto | undefined;
  readonly interval: PlanPriceDto["interval"];
  readonly current: AgencyPlanDto;
  readonly canChange: boolean;
  readonly onIntent: () => void;
  readonly onChange: (price: PlanPriceDto) => void;
};

/** One plan on sale: what it allows, what it costs, and the way to it. */
export function PlanOffer(props: PlanOfferProps) {
  const { offer, price, interval, current, canChange, onIntent, onChange } = props;
  const isFree = offer.prices.length === 0 && offer.isDefault;
  const isCurrent = current.planCode === offer.code && (price === undefined || isOn(current, price));
  const words = isFree ? text.withoutSubscription : text.notSold[interval];
  return (
    <li className="flex flex-wrap items-start justify-between gap-x-8 gap-y-3 py-4">
      <div className="min-w-0 flex-1 basis-72">
        <p className="flex flex-wrap items-center gap-2">
          <span className="font-semibold">{offer.name}</span>
          {isCurrent && <Badge tone="accent">{text.yours}</Badge>}
        </p>
        {offer.description && <p className="text-ink-2">{offer.description}</p>}
        <ul className="mt-1 flex flex-wrap gap-x-4 gap-y-0.5 text-sm text-ink-2">
          {limitNames.map((name) => {
            const limit = offer.limits[name];
            return <li key={name}>{text.allowed[name](limit === null ? null : formatCount(limit))}</li>;
          })}
        </ul>
      </div>
      <div className="flex flex-wrap items-center justify-end gap-x-4 gap-y-2 max-sm:w-full max-sm:justify-between">
        {price === undefined ? (
          <span className="text-ink-3">{words}</span>
        ) : (
          <span className="font-medium tabular-nums">{priceWords(price)}</span>
        )}
        {canChange && price !== undefined && !isOn(current, price) && (
          <>
            {current.hasSubscription ? (
              <Button
                size="sm"
                aria-label={text.changeNamed(offer.name)}
                onPointerEnter={onIntent}
                onFocus={onIntent}
                onClick={() => onChange(price)}
              >
                {text.change}
              </Button>
            ) : (
              <CheckoutButton key={price.id} name={offer.name} priceId={price.id} />
            )}
          </>
        )}
      </div>
    </li>
  );
}

/** Whether the agency pays this price now. */
const isOn = ({ hasSubscription, price }: AgencyPlanDto, { id }: PlanPriceDto): boolean =>
  hasSubscription && price?.id === id;

type CheckoutProps = { readonly name: string; readonly priceId: string };

/** Goes to the provider's page where the plan is paid. What was refused for a reason is asked anew, not repeated. */
function CheckoutButton({ name, priceId }: CheckoutProps) {
  const trpc = useTRPC();
  const [idempotencyKey, setKey] = useState(() => crypto.randomUUID());
  const checkout = useMutation(
    trpc.plans.startCheckout.mutationOptions({
      onSuccess: ({ url }) => window.location.assign(url),
      onError: (error) => {
        const view = viewError(error);
        if (view.code === "PRECONDITION") setKey(crypto.randomUUID());
        notify({ title: view.title, description: view.message, tone: "bad" });
      },
    }),
  );
  return (
    <Button
      size="sm"
      variant="primary"
      aria-label={text.chooseNamed(name)}
      isLoading={checkout.isPending}
      onClick={() => checkout.mutate({ priceId, idempotencyKey })}
    >
      {text.choose}
    </Button>
  );
}
