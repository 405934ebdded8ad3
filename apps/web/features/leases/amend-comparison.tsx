"use client";

import type { LeaseDto } from "@stead/contracts/leases";
import { Callout } from "@stead/ui/callout";
import { joinClasses } from "@stead/ui/class-names";
import { Money } from "@stead/ui/money";
import { SkeletonText } from "@stead/ui/skeleton";
import { keepPreviousData, skipToken, useQuery } from "@tanstack/react-query";
import { useTRPC } from "../../lib/api.ts";
import { shiftMonths } from "../../lib/days.ts";
import { viewError } from "../../lib/errors.ts";
import { formatMonth, moneyText } from "../../lib/format.ts";
import { useDebounced } from "../../lib/use-debounced.ts";
import { leaseActions as text, leaseForm } from "../../messages/en/leases.ts";
import {
  amendmentPreviews,
  compareMonths,
  isAmended,
  type AmendValues,
  type MonthComparison,
} from "./amendment.ts";

const shownMonths = 6;

function useComparison(lease: LeaseDto, values: AmendValues) {
  const trpc = useTRPC();
  const asked = useDebounced(values, 300, JSON.stringify(values));
  const { effectiveOn } = asked;
  const isAsked = effectiveOn !== null && isAmended(lease, asked);
  const from = effectiveOn === null ? lease.startOn : shiftMonths(effectiveOn, -3);
  const fromOn = from < lease.startOn ? lease.startOn : from;
  const now = useQuery(
    trpc.leases.schedule.queryOptions(isAsked ? { id: lease.id, fromOn, months: 16 } : skipToken),
  );
  const touched = now.data?.charges.filter(
    ({ periodEnd }) => effectiveOn !== null && periodEnd >= effectiveOn,
  );
  const starts = touched?.map(({ periodStart }) => periodStart).toSorted() ?? [];
  const periodStart = starts[0];
  const inputs =
    isAsked && effectiveOn !== null && touched
      ? amendmentPreviews(
          lease,
          { ...asked, effectiveOn },
          periodStart !== undefined && periodStart < effectiveOn ? periodStart : effectiveOn,
        )
      : null;
  const old = useQuery(trpc.leases.previewSchedule.queryOptions(inputs?.old ?? skipToken));
  const next = useQuery({
    ...trpc.leases.previewSchedule.queryOptions(inputs?.next ?? skipToken),
    placeholderData: keepPreviousData,
  });
  const isReady =
    touched !== undefined && next.data !== undefined && (inputs?.old == null || old.data !== undefined);
  const kept = inputs?.old == null ? [] : (old.data?.charges ?? []);
  const months = isReady
    ? compareMonths(touched, [...kept, ...(next.data?.charges ?? [])]).slice(0, shownMonths)
    : [];
  return {
    isAsked: isAsked && isAmended(lease, values),
    error: now.error ?? old.error ?? next.error,
    isReady,
    isStale: next.isPlaceholderData || asked !== values,
    months,
  };
}

/** What the amendment changes, month by month, and what of it is billed already. */
export function AmendComparison({
  lease,
  values,
}: {
  readonly lease: LeaseDto;
  readonly values: AmendValues;
}) {
  const { isAsked, error, isReady, isStale, months } = useComparison(lease, values);
  const failure = error ? viewError(error) : null;
  return (
    <section aria-label={text.compare} aria-live="polite">
      <h3 className="mb-2 font-semibold">{text.compare}</h3>
      {!isAsked && <p className="text-ink-2">{text.compareEmpty}</p>}
      {isAsked && failure && (
        <Callout tone="warn" title={leaseForm.previewFailed}>
          {failure.message}
        </Callout>
      )}
      {isAsked && !failure && !isReady && <SkeletonText lines={7} />}
      {isAsked && !failure && isReady && (
        <div className={joinClasses("transition-opacity", isStale && "opacity-60")}>
          <Months months={months} currency={lease.currency} />
        </div>
      )}
    </section>
  );
}

function Months({
  months,
  currency,
}: {
  readonly months: readonly MonthComparison[];
  readonly currency: string;
}) {
  const billed = months.filter(({ isBilled }) => isBilled);
  const billedMinor = billed.reduce((sum, { beforeMinor, afterMinor }) => sum + afterMinor - beforeMinor, 0);
  const money = (amountMinor: number, hasPlus = false) => (
    <Money amountMinor={amountMinor} currency={currency} hasPlus={hasPlus} />
  );
  return (
    <>
      <table className="w-full tabular-nums">
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
      {billedMinor !== 0 && (
        <Callout className="mt-3">
          {text.billedDifference}: {moneyText(Math.abs(billedMinor), currency)}{" "}
          {billedMinor > 0 ? text.billedMore : text.billedLess}
        </Callout>
      )}
    </>
  );
}
