"use client";

import type { DisbursementDto } from "@stead/contracts/disbursements";
import { Breadcrumbs } from "@stead/ui/breadcrumbs";
import { ButtonLink } from "@stead/ui/button";
import { Callout } from "@stead/ui/callout";
import { CopyText } from "@stead/ui/copy-text";
import { DescriptionList, type Description } from "@stead/ui/description-list";
import { TextLink } from "@stead/ui/link";
import { PageHeader } from "@stead/ui/page-header";
import { Section } from "@stead/ui/section";
import { MoneyTitle } from "../../lib/money-title.tsx";
import { RecordView } from "../../lib/record-view.tsx";
import { useCan, useSession } from "../../lib/session.tsx";
import { useRecordId } from "../../lib/use-record-id.ts";
import { refund as text, refunds } from "../../messages/en/disbursements.ts";
import { payments } from "../../messages/en/payments.ts";
import { records } from "../../messages/en/records.ts";
import { ProviderEvents } from "../collecting/provider-events.tsx";
import { RefundActions } from "./refund-actions.tsx";
import { RefundLife } from "./refund-life.tsx";
import { RefundBadge, refundTones } from "./refund-state.tsx";
import { useRefund } from "./use-refund.ts";

/** One refund: where it stands, what to do, its facts, and its whole life. */
export function RefundPage() {
  const query = useRefund(useRecordId());
  return (
    <RecordView query={query} back={{ href: "/refunds", label: refunds.title }}>
      {(refund) => <Refund refund={refund} />}
    </RecordView>
  );
}

type RefundProps = { readonly refund: DisbursementDto };

function Refund({ refund }: RefundProps) {
  const { amountMinor, currency, tenantName, paymentId, paymentNumber, leaseId, leaseNumber } = refund;
  const title = tenantName === null ? text.plain : text.titleOf(tenantName);
  return (
    <>
      <PageHeader
        above={
          <Breadcrumbs
            label={records.where}
            crumbs={[{ label: refunds.title, href: "/refunds" }, { label: title }]}
          />
        }
        title={
          <MoneyTitle amountMinor={amountMinor} currency={currency}>
            {title}
          </MoneyTitle>
        }
        status={<RefundBadge state={refund.state} />}
        actions={<RefundActions refund={refund} />}
      >
        {paymentId !== null && (
          <TextLink href={`/payments/${paymentId}`}>{text.receipt(paymentNumber ?? 0)}</TextLink>
        )}
        {leaseId !== null && <TextLink href={`/leases/${leaseId}`}>{text.lease(leaseNumber ?? 0)}</TextLink>}
        <span>{[refund.unitLabel, refund.propertyName].filter(Boolean).join(", ")}</span>
        <span>{refunds.ways[refund.way]}</span>
      </PageHeader>
      <div className="grid gap-8">
        <Standing refund={refund} />
        <div className="grid gap-x-12 gap-y-8 lg:grid-cols-[minmax(0,1fr)_minmax(0,24rem)]">
          <RefundLife refund={refund} />
          <Facts refund={refund} />
        </div>
        {refund.railAccountId !== null && <ProviderEvents of={{ disbursementId: refund.id }} />}
      </div>
    </>
  );
}

function nextOf({ state, way, batchId }: DisbursementDto): string {
  if (state === "approved" && way === "bank_file")
    return batchId === null ? text.nexts.approvedBank : text.nexts.approvedFile;
  if (state === "sent" && way === "bank_file") return text.nexts.sentBank;
  if (state === "sent" && way === "by_hand") return text.nexts.sentHand;
  return text.nexts[state];
}

/** Where it stands, in the provider's words and ours. */
function Standing({ refund }: RefundProps) {
  const { user } = useSession();
  const canApprove = useCan("refunds:write");
  const isOwn = refund.requestedById === user.id;
  const { state, resultText, retriesId, retriedById } = refund;
  return (
    <div className="grid gap-3" data-refund-state={state}>
      <Callout
        tone={refundTones[state]}
        title={state === "sent" && refund.way === "by_hand" ? text.waitsToPay : refunds.states[state]}
      >
        {resultText && <p>{resultText}</p>}
        <p>{nextOf(refund)}</p>
        {state === "awaiting_approval" && isOwn && canApprove && <p>{text.own}</p>}
      </Callout>
      {retriedById !== null && (
        <Callout
          tone="info"
          title={text.triedAgain}
          action={
            <ButtonLink size="sm" href={`/refunds/${retriedById}`}>
              {text.openRetry}
            </ButtonLink>
          }
        />
      )}
      {retriesId !== null && (
        <Callout
          tone="info"
          title={text.isRetry}
          action={
            <ButtonLink size="sm" href={`/refunds/${retriesId}`}>
              {text.openBefore}
            </ButtonLink>
          }
        />
      )}
    </div>
  );
}

function Facts({ refund }: RefundProps) {
  const { accountLabel, rail, destinationHint, source, reason, requestKey, externalId, refundNumber } =
    refund;
  const items: Description[] = [
    { term: text.by, value: accountLabel ?? payments.rails[rail] },
    { term: text.to, value: destinationHint },
    { term: text.source, value: text.sources[source] },
    { term: text.reason, value: reason },
    { term: text.refundNumber, value: refundNumber },
    { term: text.externalId, value: externalId && <CopyText text={externalId} /> },
    { term: text.key, value: <CopyText text={requestKey} /> },
    { term: text.code, value: refund.resultCode && <CopyText text={refund.resultCode} /> },
    {
      term: text.file,
      value: refund.batchId && <TextLink href="/refunds/files">{text.openFiles}</TextLink>,
    },
  ];
  return (
    <Section title={text.facts}>
      <DescriptionList items={items.filter(({ value }) => Boolean(value))} />
    </Section>
  );
}
