"use client";

import type { CollectionDto } from "@stead/contracts/collecting";
import type { PaymentDto } from "@stead/contracts/payments";
import { ButtonLink } from "@stead/ui/button";
import { Callout } from "@stead/ui/callout";
import { InstantText } from "@stead/ui/date-text";
import { TextLink } from "@stead/ui/link";
import { Section } from "@stead/ui/section";
import { SkeletonText } from "@stead/ui/skeleton";
import { Why } from "@stead/ui/why";
import { skipToken, useQuery } from "@tanstack/react-query";
import { useTRPC } from "../../lib/api.ts";
import { moneyText } from "../../lib/format.ts";
import { useLease } from "../../lib/lease-picker.tsx";
import { QueryFailure } from "../../lib/query-failure.tsx";
import { useSession } from "../../lib/session.tsx";
import { origin as text } from "../../messages/en/desk.ts";
import { CollectionBadge } from "../collecting/collection-state.tsx";
import { EventLine, useProviderEvents } from "../collecting/provider-events.tsx";

type OriginProps = { readonly payment: PaymentDto };

/** How a payment came by a provider: what was asked, what the provider sent, and why it is on its lease. */
export default function PaymentOrigin({ payment }: OriginProps) {
  const trpc = useTRPC();
  const isWhole = useSession().propertyIds === null;
  const told = useProviderEvents({ paymentId: payment.id });
  const attemptId = told.data?.items.find((event) => event.attemptId !== null)?.attemptId ?? null;
  const collection = useQuery(
    trpc.collecting.get.queryOptions(attemptId === null ? skipToken : { id: attemptId }),
  );
  const prompted = useProviderEvents(attemptId === null ? null : { attemptId });
  const events = [...(prompted.data?.items ?? []), ...(told.data?.items ?? [])];
  const unique = [...new Map(events.map((event) => [event.id, event])).values()];
  return (
    <Section title={text.title} description={text.help} hasRule>
      <div className="grid gap-5">
        {payment.leaseId === null ? (
          <Waits payment={payment} />
        ) : (
          <WhyThisLease payment={payment} leaseId={payment.leaseId} collection={collection.data ?? null} />
        )}
        {collection.data && <Asked collection={collection.data} />}
        {isWhole && told.isPending && <SkeletonText lines={3} />}
        {told.error && !told.data && <QueryFailure query={told} />}
        {unique.length > 0 && <EventLine events={unique} />}
        {told.data && unique.length === 0 && <p className="text-ink-2">{text.noEvents}</p>}
      </div>
    </Section>
  );
}

function Waits({ payment }: OriginProps) {
  const isWhole = useSession().propertyIds === null;
  if (payment.unallocatedMinor === 0 || !isWhole) return null;
  return (
    <Callout
      tone="warn"
      title={text.waits}
      action={
        <ButtonLink size="sm" href={`/desk?receipt=${payment.id}`}>
          {text.toDesk}
        </ButtonLink>
      }
    />
  );
}

function Asked({ collection }: { readonly collection: CollectionDto }) {
  const { id, amountMinor, currency, accountLabel, createdAt, state, resultText } = collection;
  return (
    <div>
      <p className="flex flex-wrap items-baseline gap-x-3 gap-y-1">
        <TextLink href={`/collections/${id}`}>
          {text.asked(moneyText(amountMinor, currency), accountLabel)}
        </TextLink>
        <span className="text-sm text-ink-3">
          <InstantText instant={createdAt} />
        </span>
        <CollectionBadge state={state} />
      </p>
      {resultText && <p className="text-ink-2">{resultText}</p>}
    </div>
  );
}

type WhyProps = OriginProps & { readonly leaseId: string; readonly collection: CollectionDto | null };

/** Which of the ways led the money to its lease. */
function WhyThisLease({ payment, leaseId, collection }: WhyProps) {
  const lease = useLease(collection === null ? leaseId : null);
  if (collection === null && lease.data === undefined) return null;
  const { rule, step } = reasonOf(payment.reference, collection, lease.data?.reference ?? "");
  return (
    <p className="flex items-center gap-2">
      {rule}
      <Why title={text.why} rule={rule} lines={[{ label: step, value: null }]} />
    </p>
  );
}

const letters = (reference: string) => reference.replaceAll(/[^a-z0-9]/gi, "").toUpperCase();

function reasonOf(
  written: string | null,
  collection: CollectionDto | null,
  reference: string,
): { rule: string; step: string } {
  if (collection !== null)
    return { rule: text.byCollection, step: text.byCollectionStep(collection.reference) };
  if (written === null) return { rule: text.byPerson, step: text.noReferenceStep };
  if (letters(written) === letters(reference))
    return { rule: text.byReference, step: text.byReferenceStep(written, reference) };
  return { rule: text.byPerson, step: text.byPersonStep(written) };
}
