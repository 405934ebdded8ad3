"use client";

import type { LeaseDto } from "@stead/contracts/leases";
import { Callout } from "@stead/ui/callout";
import { joinClasses } from "@stead/ui/class-names";
import { Money } from "@stead/ui/money";
import { SkeletonText } from "@stead/ui/skeleton";
import { viewError } from "../../lib/errors.ts";
import { formatMonth } from "../../lib/format.ts";
import { leaseActions as text } from "../../messages/en/lease-actions.ts";
import { leaseForm } from "../../messages/en/lease-form.ts";
import { isAmended, type AmendValues, type MonthComparison } from "./amendment.ts";
import { ExplainedLines } from "./explained-lines.tsx";
import { useAmendmentPreview, type SettledNow } from "./use-amendment-preview.ts";

/** What the amendment changes: at once on what is billed, and month by month from then on. */
export function AmendComparison({
  lease,
  values,
}: {
  readonly lease: LeaseDto;
  readonly values: AmendValues;
}) {
  const { settled, months, isStale, error } = useAmendmentPreview(lease, values);
  const failure = error ? viewError(error) : null;
  const isAsked = values.effectiveOn !== null && isAmended(lease, values);
  return (
    <section aria-label={text.compare} aria-live="polite">
      <h3 className="mb-2 font-semibold">{text.compare}</h3>
      {!isAsked && <p className="text-ink-2">{text.compareEmpty}</p>}
      {isAsked && failure && (
        <Callout tone="warn" title={leaseForm.previewFailed}>
          {failure.fields.size > 0 ? [...failure.fields.values()].join(" ") : failure.message}
        </Callout>
      )}
      {isAsked && !failure && !settled && <SkeletonText lines={7} />}
      {isAsked && !failure && settled && (
        <div className={joinClasses("grid gap-5 transition-opacity", isStale && "opacity-60")}>
          <Settled settled={settled} />
          {months.length > 0 && <Months months={months} currency={lease.currency} />}
        </div>
      )}
    </section>
  );
}

function Settled({ settled }: { readonly settled: SettledNow }) {
  const { currency, lines, chargedMinor, creditedMinor } = settled;
  return (
    <div className="rounded-md border bg-surface p-3 tabular-nums">
      <p className="font-medium">{text.billedDifference}</p>
      {lines.length === 0 && <p className="text-ink-2">{text.billedNothing}</p>}
      <ExplainedLines lines={lines} currency={currency} />
      {chargedMinor > 0 && <Sum label={text.chargedNow} amountMinor={chargedMinor} currency={currency} />}
      {creditedMinor > 0 && <Sum label={text.creditedNow} amountMinor={creditedMinor} currency={currency} />}
    </div>
  );
}

function Sum({
  label,
  amountMinor,
  currency,
}: {
  readonly label: string;
  readonly amountMinor: number;
  readonly currency: string;
}) {
  return (
    <p className="mt-2 flex justify-between gap-4 border-t pt-2 font-semibold">
      <span>{label}</span>
      <Money amountMinor={amountMinor} currency={currency} hasCurrency />
    </p>
  );
}

function Months({
  months,
  currency,
}: {
  readonly months: readonly MonthComparison[];
  readonly currency: string;
}) {
  const money = (amountMinor: number, hasPlus = false) => (
    <Money amountMinor={amountMinor} currency={currency} hasPlus={hasPlus} />
  );
  return (
    <table className="w-full tabular-nums">
      <caption className="mb-1 text-left font-medium">{text.coming}</caption>
      <thead className="text-sm text-ink-3">
        <tr>
          <th className="py-1 text-left font-medium">{text.dueOn}</th>
          <th className="py-1 pl-3 text-right font-medium">{text.before}</th>
          <th className="py-1 pl-3 text-right font-medium">{text.after}</th>
          <th className="py-1 pl-3 text-right font-medium">{text.difference}</th>
        </tr>
      </thead>
      <tbody>
        {months.map(({ month, beforeMinor, afterMinor }) => (
          <tr key={month} className="border-t">
            <th className="py-1.5 text-left font-normal whitespace-nowrap">{formatMonth(`${month}-01`)}</th>
            <td className="py-1.5 pl-3 text-right">{money(beforeMinor)}</td>
            <td className="py-1.5 pl-3 text-right">{money(afterMinor)}</td>
            <td className="py-1.5 pl-3 text-right">{money(afterMinor - beforeMinor, true)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
