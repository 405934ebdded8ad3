"use client";

import type { DisputeDto } from "@stead/contracts/disputes";
import { railDescriptor } from "@stead/contracts/rails";
import { Breadcrumbs } from "@stead/ui/breadcrumbs";
import { ButtonLink } from "@stead/ui/button";
import { Callout } from "@stead/ui/callout";
import { CopyText } from "@stead/ui/copy-text";
import { InstantText } from "@stead/ui/date-text";
import { DescriptionList, type Description } from "@stead/ui/description-list";
import { TextLink } from "@stead/ui/link";
import { PageHeader } from "@stead/ui/page-header";
import { Section } from "@stead/ui/section";
import { Timeline, type TimelineEvent } from "@stead/ui/timeline";
import { skipToken, useQuery } from "@tanstack/react-query";
import { useTRPC } from "../../lib/api.ts";
import { formatDay, moneyText } from "../../lib/format.ts";
import { MoneyTitle } from "../../lib/money-title.tsx";
import { useInvalidate } from "../../lib/invalidate.ts";
import { useLive } from "../../lib/live.ts";
import { RecordView } from "../../lib/record-view.tsx";
import { useSession } from "../../lib/session.tsx";
import { useRecordId } from "../../lib/use-record-id.ts";
import { dispute as text, disputes } from "../../messages/en/disputes.ts";
import { records } from "../../messages/en/records.ts";
import { answerDayOf, DisputeBadge, isLate, reasonWords } from "./dispute-state.tsx";

/** One dispute: why, until when, what became of the money, and the way to the provider. */
export function DisputePage() {
  const trpc = useTRPC();
  const id = useRecordId();
  const invalidate = useInvalidate();
  useLive("dispute.changed", (change) => {
    if (change.id === id) void invalidate("payments");
  });
  const query = useQuery(trpc.disputes.get.queryOptions(id === null ? skipToken : { id }));
  return (
    <RecordView query={query} back={{ href: "/disputes", label: disputes.title }}>
      {(dispute) => <Dispute dispute={dispute} />}
    </RecordView>
  );
}

type DisputeProps = { readonly dispute: DisputeDto };

/** The page of the provider on which it is answered. */
function answerPage({ rail, account, externalId }: DisputeDto): string | undefined {
  return railDescriptor(rail).disputePage?.replace("{account}", account).replace("{dispute}", externalId);
}

function Dispute({ dispute }: DisputeProps) {
  const { tenantName, amountMinor, currency, paymentId, paymentNumber, leaseId, leaseNumber } = dispute;
  const title = tenantName === null ? text.plain : text.titleOf(tenantName);
  const page = answerPage(dispute);
  return (
    <>
      <PageHeader
        above={
          <Breadcrumbs
            label={records.where}
            crumbs={[{ label: disputes.title, href: "/disputes" }, { label: title }]}
          />
        }
        title={
          <MoneyTitle amountMinor={amountMinor} currency={currency}>
            {title}
          </MoneyTitle>
        }
        status={<DisputeBadge state={dispute.state} />}
        actions={
          page !== undefined && (
            <ButtonLink
              href={page}
              target="_blank"
              variant={dispute.state === "opened" ? "primary" : "secondary"}
            >
              {text.answer}
            </ButtonLink>
          )
        }
      >
        <TextLink href={`/payments/${paymentId}`}>{disputes.receiptOf(paymentNumber)}</TextLink>
        {leaseId !== null && (
          <TextLink href={`/leases/${leaseId}`}>{disputes.lease(leaseNumber ?? 0)}</TextLink>
        )}
        <span>{[dispute.unitLabel, dispute.propertyName].filter(Boolean).join(", ")}</span>
      </PageHeader>
      <div className="grid gap-8">
        <Standing dispute={dispute} />
        <div className="grid gap-x-12 gap-y-8 lg:grid-cols-[minmax(0,1fr)_minmax(0,24rem)]">
          <Life dispute={dispute} />
          <Facts dispute={dispute} />
        </div>
      </div>
    </>
  );
}

function Standing({ dispute }: DisputeProps) {
  const { agency, today } = useSession();
  const { state, isWithdrawn, reinstatedPaymentId } = dispute;
  const day = answerDayOf(dispute, agency.timeZone);
  const late = isLate(dispute, agency.timeZone, today);
  return (
    <Callout
      tone={state === "won" ? "good" : state === "lost" || late ? "bad" : "warn"}
      title={reasonWords(dispute.reason)}
      action={
        reinstatedPaymentId !== null && (
          <ButtonLink size="sm" href={`/payments/${reinstatedPaymentId}`}>
            {text.openReinstated}
          </ButtonLink>
        )
      }
    >
      <p>{late ? text.nexts.late : text.nexts[state]}</p>
      {day !== null && !late && <p>{text.until(formatDay(day))}</p>}
      <p>{isWithdrawn ? text.withdrawn : text.notWithdrawn}</p>
      {reinstatedPaymentId !== null && <p>{text.reinstated}</p>}
    </Callout>
  );
}

function Life({ dispute }: DisputeProps) {
  const { createdAt, closedAt, state, isWithdrawn } = dispute;
  const events: TimelineEvent[] = [
    {
      id: "opened",
      title: text.openedStep,
      at: <InstantText instant={createdAt} />,
      tone: "warn",
      children: reasonWords(dispute.reason),
    },
    ...(isWithdrawn ? [{ id: "taken", title: text.takenStep, tone: "bad" as const }] : []),
    ...(state === "opened"
      ? [{ id: "waits", title: text.waits, isPending: true }]
      : [
          {
            id: "closed",
            title: text.closed[state],
            at: <InstantText instant={closedAt} />,
            tone: state === "won" ? ("good" as const) : ("bad" as const),
          },
        ]),
    ...(dispute.reinstatedPaymentId === null
      ? []
      : [{ id: "again", title: text.reinstated, tone: "good" as const }]),
  ];
  return (
    <Section title={text.life}>
      <Timeline label={text.life} events={events} />
    </Section>
  );
}

function Facts({ dispute }: DisputeProps) {
  const { accountLabel, externalId, feeMinor, currency, createdAt, answerBy } = dispute;
  const items: Description[] = [
    { term: text.by, value: accountLabel },
    { term: text.name, value: <CopyText text={externalId} /> },
    { term: disputes.opened, value: <InstantText instant={createdAt} /> },
    { term: disputes.answerBy, value: answerBy && <InstantText instant={answerBy} /> },
    { term: text.fee, value: feeMinor !== 0 && moneyText(feeMinor, currency) },
    {
      term: text.payment,
      value: <TextLink href={`/payments/${dispute.paymentId}`}>{text.openPayment}</TextLink>,
    },
  ];
  return (
    <Section title={text.facts}>
      <DescriptionList items={items.filter(({ value }) => Boolean(value))} />
    </Section>
  );
}
