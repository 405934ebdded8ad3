"use client";

import type { PortalLeaseDto, WaysToPayDto } from "@stead/contracts/portal";
import { CopyText } from "@stead/ui/copy-text";
import { DescriptionList } from "@stead/ui/description-list";
import { EmptyState } from "@stead/ui/empty-state";
import { PageHeader } from "@stead/ui/page-header";
import { Section } from "@stead/ui/section";
import { SkeletonForm, SkeletonText } from "@stead/ui/skeleton";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense } from "react";
import { useTRPC } from "../../lib/api.ts";
import { QueryFailure } from "../../lib/query-failure.tsx";
import { pay as text } from "../../messages/en/portal.ts";
import { LeaseSwitch } from "./lease-switch.tsx";
import { PayForm } from "./pay-form.tsx";
import { usePayment } from "./use-payment.ts";
import { homeName, usePortal } from "./use-portal.ts";

const PaymentWatch = lazy(async () => ({
  default: (await import("./payment-watch.tsx")).PaymentWatch,
}));

/** Paying: by a request on a phone, by card, or by hand. */
export function PayPage() {
  const { lease, leases } = usePortal();
  const query = useQuery({
    ...useTRPC().portal.waysToPay.queryOptions({ leaseId: lease.id }),
    // What was asked for on another page must not be asked for again here.
    staleTime: 0,
    gcTime: 0,
  });
  return (
    <>
      <PageHeader title={text.title}>{leases.length === 1 && homeName(lease)}</PageHeader>
      <LeaseSwitch />
      {query.data ? (
        <Ways key={lease.id} lease={lease} ways={query.data} />
      ) : query.error ? (
        <QueryFailure query={query} />
      ) : (
        <SkeletonForm fields={3} />
      )}
    </>
  );
}

type WaysProps = { readonly lease: PortalLeaseDto; readonly ways: WaysToPayDto };

function Ways({ lease, ways }: WaysProps) {
  const payment = usePayment(lease, ways);
  const isOnline = ways.accounts.length > 0;
  return (
    <div className="grid gap-8">
      {isOnline && payment.isSent && (
        <Suspense fallback={<SkeletonText lines={4} />}>
          <PaymentWatch payment={payment} />
        </Suspense>
      )}
      {isOnline && !payment.isSent && <PayForm payment={payment} lease={lease} ways={ways} />}
      {!isOnline && <EmptyState title={text.none}>{text.noneHelp}</EmptyState>}
      <ByHand ways={ways} />
    </div>
  );
}

function ByHand({ ways: { byHand, lines } }: Pick<WaysProps, "ways">) {
  return (
    <>
      {byHand.map(({ kind, name, number, reference }) => (
        <Section key={number} title={text.byHand} description={text.byHandHelp} hasRule>
          <DescriptionList
            items={[
              { term: `${name} ${text[kind].toLowerCase()}`, value: <CopyText text={number} /> },
              ...(kind === "paybill" ? [{ term: text.account, value: <CopyText text={reference} /> }] : []),
            ]}
          />
        </Section>
      ))}
      {lines.length > 0 && (
        <Section title={text.otherWays} hasRule>
          <ul className="grid gap-1 text-ink-2">
            {lines.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        </Section>
      )}
    </>
  );
}
