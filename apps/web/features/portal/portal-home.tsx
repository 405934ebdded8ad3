"use client";

import type { PortalLeaseDto } from "@stead/contracts/portal";
import { StatusBadge } from "@stead/ui/badge";
import { ButtonLink } from "@stead/ui/button";
import { TextLink } from "@stead/ui/link";
import { Money } from "@stead/ui/money";
import { Section } from "@stead/ui/section";
import { Why } from "@stead/ui/why";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTRPC } from "../../lib/api.ts";
import { formatDay, moneyText } from "../../lib/format.ts";
import { home as text, lists, portal } from "../../messages/en/portal.ts";
import { PaymentRow } from "./payment-rows.tsx";
import { PortalList } from "./portal-list.tsx";
import { homeName, usePortal } from "./use-portal.ts";

/** What is owed, what comes next, what was paid: for each home of the tenant. */
export function PortalHome() {
  const { contact, leases, totals } = usePortal();
  const firstName = contact.name.split(" ", 1).join();
  return (
    <>
      <h1 className="mb-6 text-lg">{portal.hello(firstName)}</h1>
      {leases.length > 1 && (
        <p className="mb-6 flex flex-wrap items-baseline gap-x-4 text-ink-2">
          {text.total}
          {totals.map(({ currency, balanceMinor }) => (
            <Money
              key={currency}
              amountMinor={balanceMinor}
              currency={currency}
              hasCurrency
              isZeroShown
              className="font-semibold text-ink"
            />
          ))}
        </p>
      )}
      <div className="grid gap-8">
        {leases.map((lease) => (
          <LeaseCard key={lease.id} lease={lease} />
        ))}
        <Latest />
      </div>
    </>
  );
}

function LeaseCard({ lease }: { readonly lease: PortalLeaseDto }) {
  const { hrefOf } = usePortal();
  const { id, currency, balanceMinor, overdueMinor, status, endOn, moveOutOn, reference } = lease;
  const until = moveOutOn ?? endOn;
  return (
    <section aria-label={homeName(lease)} className="rounded-lg border bg-surface p-5">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1 text-ink-2">
        <span className="min-w-0 truncate font-medium text-ink">{homeName(lease)}</span>
        {status !== "active" && <StatusBadge tone="neutral">{text.statuses[status] ?? status}</StatusBadge>}
        {until !== null && status !== "active" && <span>{text.until(formatDay(until))}</span>}
      </div>
      <Balance lease={lease} />
      {overdueMinor > 0 && balanceMinor > 0 && (
        <p className="mt-1 font-medium text-bad">
          {overdueMinor >= balanceMinor ? text.allOverdue : text.overdue(moneyText(overdueMinor, currency))}
        </p>
      )}
      <ButtonLink
        href={hrefOf("pay", id)}
        variant={balanceMinor > 0 ? "primary" : "secondary"}
        className="mt-5 h-11 w-full justify-center text-lg"
      >
        {balanceMinor > 0 ? text.pay(moneyText(balanceMinor, currency)) : text.payAhead}
      </ButtonLink>
      <dl className="mt-6 grid gap-3">
        <NextDue lease={lease} />
        <Fact label={text.deposit} aside={<Why title={text.deposit} rule={text.depositHelp} />}>
          <Money amountMinor={lease.depositHeldMinor} currency={currency} hasCurrency isZeroShown />
        </Fact>
        <Fact label={text.reference}>
          <span className="mono">{reference}</span>
        </Fact>
      </dl>
    </section>
  );
}

/** The figure that matters, and what it is made of. */
function Balance({ lease }: { readonly lease: PortalLeaseDto }) {
  const { currency, balanceMinor, creditMinor, openInvoices } = lease;
  if (balanceMinor === 0 && openInvoices.length === 0)
    return <p className="mt-4 text-xl font-semibold text-good">{text.nothing}</p>;
  const label = balanceMinor < 0 ? text.ahead : text.balance;
  return (
    <div className="mt-4">
      <p className="flex items-center gap-1.5 text-ink-2">
        {label}
        <Why
          title={text.why}
          rule={text.whyRule}
          lines={[
            ...openInvoices.map(({ number, dueOn, openMinor }) => ({
              label: text.invoice(number, formatDay(dueOn)),
              value: <Money amountMinor={openMinor} currency={currency} />,
            })),
            ...(creditMinor > 0
              ? [{ label: text.credit, value: <Money amountMinor={-creditMinor} currency={currency} /> }]
              : []),
            {
              label,
              value: (
                <Money amountMinor={Math.abs(balanceMinor)} currency={currency} hasCurrency isZeroShown />
              ),
              isResult: true,
            },
          ]}
        />
      </p>
      <p className="mt-0.5 text-[2rem] leading-tight font-semibold tracking-tight">
        <Money amountMinor={Math.abs(balanceMinor)} currency={currency} hasCurrency isZeroShown />
      </p>
    </div>
  );
}

function NextDue({ lease: { nextDue, currency } }: { readonly lease: PortalLeaseDto }) {
  if (nextDue === null) return <Fact label={text.next}>{text.nextNone}</Fact>;
  const { on, amountMinor, isBilled } = nextDue;
  return (
    <Fact label={text.next} note={isBilled ? formatDay(on) : `${formatDay(on)}, ${text.expected}`}>
      <Money amountMinor={amountMinor} currency={currency} hasCurrency />
    </Fact>
  );
}

type FactProps = {
  readonly label: string;
  readonly aside?: ReactNode;
  readonly note?: string;
  readonly children: ReactNode;
};

/** A name on the left, what it is on the right. */
function Fact({ label, aside, note, children }: FactProps) {
  return (
    <div className="flex items-baseline justify-between gap-4">
      <dt className="flex items-center gap-1.5 text-ink-2">
        {label}
        {aside}
      </dt>
      <dd className="text-right font-medium">
        {children}
        {note !== undefined && <p className="text-sm font-normal text-ink-2">{note}</p>}
      </dd>
    </div>
  );
}

/** The last few receipts of the chosen home. */
function Latest() {
  const { lease, hrefOf } = usePortal();
  const query = useQuery(useTRPC().portal.listPayments.queryOptions({ leaseId: lease.id, limit: 3 }));
  return (
    <Section
      title={text.latest}
      actions={
        query.data &&
        query.data.items.length > 0 && <TextLink href={hrefOf("payments")}>{text.allPayments}</TextLink>
      }
    >
      <PortalList
        label={text.latest}
        query={query}
        rows={query.data?.items}
        empty={{ title: lists.noPayments, help: lists.noPaymentsHelp }}
        keyOf={({ id }) => id}
      >
        {(payment) => <PaymentRow payment={payment} />}
      </PortalList>
      <p className="mt-4">
        <TextLink href={hrefOf("account")}>{text.history}</TextLink>
      </p>
    </Section>
  );
}
