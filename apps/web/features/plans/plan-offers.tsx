"use client";

import type { AgencyPlanDto, PlanDto, PlanPriceDto } from "@stead/contracts/plans";
import { Callout } from "@stead/ui/callout";
import { EmptyState } from "@stead/ui/empty-state";
import { formatInstant } from "@stead/ui/format";
import { Section } from "@stead/ui/section";
import { SegmentedControl } from "@stead/ui/segmented-control";
import { Skeleton } from "@stead/ui/skeleton";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { useTRPC } from "../../lib/api.ts";
import { QueryFailure } from "../../lib/query-failure.tsx";
import { useSession } from "../../lib/session.tsx";
import { plans as text } from "../../messages/en/plans.ts";
import { PlanOffer } from "./plan-offer.tsx";

const loadDialog = () => import("./change-plan-dialog.tsx");
const ChangePlanDialog = lazy(loadDialog);

type PlanOffersProps = { readonly plan: AgencyPlanDto; readonly canChange: boolean };
type Interval = PlanPriceDto["interval"];

const intervals = (["month", "year"] as const).map((value) => ({ value, label: text.intervals[value] }));

/** The plans on sale, by the month or the year, with the way to each. */
export function PlanOffers({ plan, canChange }: PlanOffersProps) {
  const trpc = useTRPC();
  const { currency, timeZone } = useSession().agency;
  const query = useQuery(trpc.plans.list.queryOptions());
  const [interval, setInterval] = useState<Interval>(plan.price?.interval ?? "month");
  const [chosenCurrency, setCurrency] = useState<string | null>(null);
  const [chosen, setChosen] = useState<{ plan: PlanDto; price: PlanPriceDto } | null>(null);
  const offers = query.data?.items;
  const currencies = currenciesOf(offers ?? []);
  const paidIn = plan.hasSubscription ? plan.price?.currency : undefined;
  const shownCurrency =
    paidIn ?? chosenCurrency ?? (currencies.includes(currency) ? currency : currencies[0]) ?? currency;
  return (
    <Section
      title={text.offers}
      description={canChange && (plan.hasSubscription ? text.offersHelpRunning : text.offersHelp)}
      actions={
        <>
          {paidIn === undefined && currencies.length > 1 && (
            <SegmentedControl
              label={text.currency}
              segments={currencies.map((value) => ({ value, label: value }))}
              value={shownCurrency}
              onChange={setCurrency}
            />
          )}
          <SegmentedControl
            label={text.interval}
            segments={intervals}
            value={interval}
            onChange={setInterval}
          />
        </>
      }
    >
      {query.data?.staleSince && (
        <Callout tone="warn" className="mb-3">
          {text.staleOffers(formatInstant(query.data.staleSince, { zone: timeZone }))}
        </Callout>
      )}
      {offers === undefined && (query.error ? <QueryFailure query={query} /> : <OffersSkeleton />)}
      {offers?.length === 0 && <EmptyState title={text.none}>{text.noneHelp}</EmptyState>}
      {offers !== undefined && offers.length > 0 && (
        <ul className="divide-y border-y">
          {offers.map((offer) => (
            <PlanOffer
              key={offer.id}
              offer={offer}
              price={offer.prices.find(
                (price) => price.interval === interval && price.currency === shownCurrency,
              )}
              interval={interval}
              current={plan}
              canChange={canChange}
              onIntent={() => void loadDialog()}
              onChange={(price) => setChosen({ plan: offer, price })}
            />
          ))}
        </ul>
      )}
      {chosen && (
        <Suspense>
          <ChangePlanDialog
            offer={chosen.plan}
            price={chosen.price}
            usage={plan.usage}
            onClose={() => setChosen(null)}
          />
        </Suspense>
      )}
    </Section>
  );
}

function currenciesOf(offers: readonly PlanDto[]): string[] {
  return [...new Set(offers.flatMap(({ prices }) => prices.map(({ currency }) => currency)))].toSorted();
}

function OffersSkeleton() {
  return (
    <div aria-busy="true" className="grid grid-cols-1 gap-3">
      {["first", "second", "third"].map((name) => (
        <Skeleton key={name} className="h-20 w-full" />
      ))}
    </div>
  );
}
