"use client";

import type { AmendmentPreviewDto, LeaseDto } from "@stead/contracts/leases";
import { keepPreviousData, skipToken, useQuery } from "@tanstack/react-query";
import { useTRPC } from "../../lib/api.ts";
import { shiftMonths } from "../../lib/days.ts";
import { useDebounced } from "../../lib/use-debounced.ts";
import {
  amendmentInput,
  amendmentPreviews,
  compareMonths,
  isAmended,
  type AmendValues,
  type MonthComparison,
} from "./amendment.ts";

export type SettledNow = AmendmentPreviewDto;

const shownMonths = 6;

/** Any reason: the preview writes nothing, and the person's own may still be missing. */
const previewReason = "-";

/** What an amendment as typed would settle at once, and what each month charges before and after it. */
export function useAmendmentPreview(lease: LeaseDto, values: AmendValues) {
  const trpc = useTRPC();
  const asked = useDebounced(values, 300, JSON.stringify(values));
  const { effectiveOn } = asked;
  const isAsked = effectiveOn !== null && isAmended(lease, asked);
  const settled = useQuery({
    ...trpc.leases.previewAmendment.queryOptions(
      isAsked ? { ...amendmentInput(lease, asked), effectiveOn, reason: previewReason } : skipToken,
    ),
    placeholderData: keepPreviousData,
  });
  const months = useMonths(lease, isAsked ? { ...asked, effectiveOn } : null);
  return {
    settled: settled.data,
    months,
    isStale: settled.isPlaceholderData || asked !== values,
    error: settled.error,
  };
}

/** The months that the amendment touches, from the schedule as it is and as it would be; empty until both are known. */
function useMonths(
  lease: LeaseDto,
  values: (AmendValues & { effectiveOn: string }) | null,
): MonthComparison[] {
  const trpc = useTRPC();
  const from = values === null ? lease.startOn : shiftMonths(values.effectiveOn, -3);
  const fromOn = from < lease.startOn ? lease.startOn : from;
  const now = useQuery(
    trpc.leases.schedule.queryOptions(values ? { id: lease.id, fromOn, months: 16 } : skipToken),
  );
  const touched = now.data?.charges.filter(
    ({ periodEnd }) => values !== null && periodEnd >= values.effectiveOn,
  );
  const first = touched?.map(({ periodStart }) => periodStart).toSorted()[0];
  const isCut = values !== null && first !== undefined && first < values.effectiveOn;
  const inputs =
    values && touched ? amendmentPreviews(lease, values, isCut ? first : values.effectiveOn) : null;
  const old = useQuery(trpc.leases.previewSchedule.queryOptions(inputs?.old ?? skipToken));
  const next = useQuery({
    ...trpc.leases.previewSchedule.queryOptions(inputs?.next ?? skipToken),
    placeholderData: keepPreviousData,
  });
  const kept = inputs?.old == null ? [] : old.data?.charges;
  if (!touched || !kept || !next.data) return [];
  return compareMonths(touched, [...kept, ...next.data.charges]).slice(0, shownMonths);
}
