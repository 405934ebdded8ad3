"use client";

import type { EndLeaseInput, FinalAccountDto } from "@stead/contracts/leases";
import { Callout } from "@stead/ui/callout";
import { joinClasses } from "@stead/ui/class-names";
import { Money } from "@stead/ui/money";
import { SkeletonText } from "@stead/ui/skeleton";
import { keepPreviousData, skipToken, useQuery } from "@tanstack/react-query";
import { useTRPC } from "../../lib/api.ts";
import { viewError } from "../../lib/errors.ts";
import { moneyText } from "../../lib/format.ts";
import { useDebounced } from "../../lib/use-debounced.ts";
import { leaseActions as text } from "../../messages/en/lease-actions.ts";
import { leaseForm } from "../../messages/en/lease-form.ts";
import { ExplainedLines } from "./explained-lines.tsx";

/** What ending the lease as typed would charge, credit, keep and leave. Nothing is written. */
export function FinalAccount({
  input,
  currency,
}: {
  readonly input: EndLeaseInput | null;
  readonly currency: string;
}) {
  const trpc = useTRPC();
  const asked = useDebounced(input, 300, JSON.stringify(input));
  const query = useQuery({
    ...trpc.leases.previewEnd.queryOptions(asked ?? skipToken),
    placeholderData: keepPreviousData,
    staleTime: 0,
  });
  const failure = query.error ? viewError(query.error) : null;
  return (
    <section aria-label={text.finalAccount} aria-live="polite" aria-busy={query.isFetching}>
      <h3 className="mb-2 font-semibold">{text.finalAccount}</h3>
      {failure && (
        <Callout tone="warn" title={leaseForm.previewFailed}>
          {failure.message}
        </Callout>
      )}
      {!failure && !query.data && input !== null && <SkeletonText lines={7} />}
      {!failure && query.data && (
        <div className={joinClasses(query.isFetching && "opacity-60 transition-opacity")}>
          <Account account={query.data} currency={currency} />
        </div>
      )}
    </section>
  );
}

function Account({ account, currency }: { readonly account: FinalAccountDto; readonly currency: string }) {
  const {
    lines,
    openMinor,
    creditMinor,
    depositHeldMinor,
    depositWithheldMinor,
    depositRefundableMinor,
    balanceMinor,
  } = account;
  const verdict = balanceMinor > 0 ? text.owes : balanceMinor < 0 ? text.isDue : text.even;
  return (
    <div className="tabular-nums">
      {lines.length === 0 && <p className="mb-2 text-ink-2">{text.noLines}</p>}
      <div className="mb-3">
        <ExplainedLines lines={lines} currency={currency} />
      </div>
      <dl className="grid gap-1 border-t pt-2">
        <Line label={text.held} amountMinor={depositHeldMinor} currency={currency} />
        <Line label={text.withheld} amountMinor={-depositWithheldMinor} currency={currency} />
        <Line label={text.open} amountMinor={openMinor} currency={currency} />
        <Line label={text.credit} amountMinor={-creditMinor} currency={currency} />
        <Line label={text.refundable} amountMinor={-depositRefundableMinor} currency={currency} />
      </dl>
      <p className="mt-2 flex justify-between gap-4 border-t pt-2 text-lg font-semibold">
        <span>{verdict}</span>
        <span>{moneyText(Math.abs(balanceMinor), currency)}</span>
      </p>
    </div>
  );
}

function Line({
  label,
  amountMinor,
  currency,
}: {
  readonly label: string;
  readonly amountMinor: number;
  readonly currency: string;
}) {
  return (
    <div className="flex justify-between gap-4">
      <dt className="text-ink-2">{label}</dt>
      <dd>
        <Money amountMinor={amountMinor} currency={currency} />
      </dd>
    </div>
  );
}
