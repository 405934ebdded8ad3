"use client";

import type { LeaseDepositDto } from "@stead/contracts/deposits";
import { CivilDateText } from "@stead/ui/date-text";
import { DescriptionList } from "@stead/ui/description-list";
import { TextLink } from "@stead/ui/link";
import { Money } from "@stead/ui/money";
import { SkeletonText } from "@stead/ui/skeleton";
import { Timeline } from "@stead/ui/timeline";
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../../lib/api.ts";
import { RecordView } from "../../lib/record-view.tsx";
import { useCan } from "../../lib/session.tsx";
import { deposits as text } from "../../messages/en/deposits.ts";
import { DepositActions } from "./deposit-actions.tsx";

/** A lease's deposit: agreed, invoiced and held, every movement, and what can be done with it. */
export function LeaseDeposit({ leaseId }: { readonly leaseId: string }) {
  const query = useQuery(useTRPC().deposits.get.queryOptions({ id: leaseId }));
  return (
    <RecordView
      query={query}
      back={{ href: "/deposits", label: text.title }}
      skeleton={<SkeletonText lines={6} />}
    >
      {(deposit) => (
        <div className="grid gap-6">
          <DepositFigures deposit={deposit} />
          <DepositActions deposit={deposit} />
          <DepositMovements deposit={deposit} />
        </div>
      )}
    </RecordView>
  );
}

function DepositFigures({ deposit }: { readonly deposit: LeaseDepositDto }) {
  const money = (minor: number) => (
    <Money amountMinor={minor} currency={deposit.currency} hasCurrency isZeroShown />
  );
  return (
    <DescriptionList
      items={[
        { term: text.agreed, value: money(deposit.agreedMinor) },
        {
          term: text.invoiced,
          value: (
            <TextLink isQuiet href={`/invoices?lease=${deposit.leaseId}&kind=deposit`}>
              {money(deposit.invoicedMinor)}
            </TextLink>
          ),
        },
        { term: <strong>{text.held}</strong>, value: <strong>{money(deposit.heldMinor)}</strong> },
        ...(deposit.waitingMinor > 0
          ? [
              {
                term: text.waiting,
                value: (
                  <TextLink isQuiet href={`/refunds?lease=${deposit.leaseId}&state=awaiting_approval`}>
                    {money(deposit.waitingMinor)}
                  </TextLink>
                ),
              },
            ]
          : []),
      ]}
    />
  );
}

function DepositMovements({ deposit }: { readonly deposit: LeaseDepositDto }) {
  const canReadBooks = useCan("ledger:read");
  if (deposit.movements.length === 0) return <p className="text-ink-2">{text.noMovements}</p>;
  return (
    <Timeline
      label={text.movements}
      events={deposit.movements.map((movement) => ({
        id: movement.id,
        title: (
          <>
            {text.kinds[movement.kind]}{" "}
            <Money
              amountMinor={movement.amountMinor}
              currency={deposit.currency}
              hasCurrency
              hasPlus
              className="ml-1"
            />
          </>
        ),
        at: <CivilDateText date={movement.movedOn} />,
        tone: movement.amountMinor < 0 ? "warn" : "good",
        children: (
          <>
            {movement.reason}
            {canReadBooks && (
              <>
                {" "}
                <TextLink href={`/journals/${movement.journalId}`}>{text.journal}</TextLink>
              </>
            )}
          </>
        ),
      }))}
    />
  );
}
