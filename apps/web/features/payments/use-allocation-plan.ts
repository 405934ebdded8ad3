"use client";

import type { AllocationPreviewDto } from "@stead/contracts/payments";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "../../lib/api.ts";
import { useDebounced } from "../../lib/use-debounced.ts";

export type PlanOf = {
  leaseId: string | null;
  amountMinor: number | null;
  currency: string;
  reference: string | null;
  /** An invoice to pay first, until the person decides otherwise. */
  preferredInvoiceId?: string | null;
};

export type PlanRow = AllocationPreviewDto["rows"][number];

export type AllocationPlan = {
  query: {
    data: AllocationPreviewDto | undefined;
    error: unknown;
    isFetching: boolean;
    refetch(): Promise<unknown>;
  };
  /** Whether what is shown belongs to an earlier amount. */
  isStale: boolean;
  isByHand: boolean;
  /** The open invoices with what each gets: by the agency's rule, or as chosen. */
  rows: readonly PlanRow[];
  allocatedMinor: number;
  surplusMinor: number;
  /** False while a choice exceeds its invoice or the payment. */
  isSound: boolean;
  /** What to send: null leaves it to the agency's rule. */
  allocations: { invoiceId: string; amountMinor: number }[] | null;
  /** What was chosen for an invoice, null while the field is empty. */
  chosenOf: (invoiceId: string) => number | null;
  setByHand: (isByHand: boolean) => void;
  choose: (invoiceId: string, amountMinor: number | null) => void;
};

type Choices = ReadonlyMap<string, number | null>;
type Decision = "policy" | { leaseId: string | null; amounts: Choices };

function isOfLease(queryKey: readonly unknown[] | undefined, leaseId: string | null): boolean {
  return (
    queryKey !== undefined && leaseId !== null && JSON.stringify(queryKey).includes(`"leaseId":"${leaseId}"`)
  );
}

/** Where an amount goes: asked of the API while it is typed, or chosen by hand from its open invoices. */
export function useAllocationPlan({
  leaseId,
  amountMinor,
  currency,
  reference,
  preferredInvoiceId = null,
}: PlanOf): AllocationPlan {
  const trpc = useTRPC();
  const [decision, setDecision] = useState<Decision | null>(null);
  const sentMinor = useDebounced(amountMinor, 200);
  const sentReference = useDebounced(reference, 300);
  const isAsked = leaseId !== null && sentMinor !== null && sentMinor > 0;
  const query = useQuery({
    ...trpc.payments.previewAllocation.queryOptions(
      { leaseId: leaseId ?? "", amountMinor: sentMinor ?? 0, currency, reference: sentReference },
      {
        placeholderData: (before, beforeQuery) =>
          isOfLease(beforeQuery?.queryKey, leaseId) ? before : undefined,
      },
    ),
    enabled: isAsked,
  });
  const planned = leaseId === null ? [] : (query.data?.rows ?? []);
  const byHand = handOf({ decision, leaseId, planned, preferredInvoiceId, amountMinor: amountMinor ?? 0 });
  const rows = byHand
    ? planned.map((row) => ({ ...row, allocateMinor: byHand.get(row.invoiceId) ?? 0, explanation: null }))
    : planned;
  const allocatedMinor = rows.reduce((sum, row) => sum + row.allocateMinor, 0);
  const paying = rows
    .filter((row) => row.allocateMinor > 0)
    .map((row) => ({ invoiceId: row.invoiceId, amountMinor: row.allocateMinor }));
  return {
    query,
    isStale: isAsked && (query.isPlaceholderData || sentMinor !== amountMinor),
    isByHand: byHand !== null,
    rows,
    allocatedMinor,
    surplusMinor: (amountMinor ?? 0) - allocatedMinor,
    isSound:
      byHand === null ||
      (allocatedMinor <= (amountMinor ?? 0) && rows.every((row) => row.allocateMinor <= row.openMinor)),
    allocations: byHand ? paying : null,
    chosenOf: (invoiceId) => byHand?.get(invoiceId) ?? null,
    setByHand: (isByHand) =>
      setDecision(
        isByHand
          ? { leaseId, amounts: new Map(rows.map((row) => [row.invoiceId, row.allocateMinor])) }
          : "policy",
      ),
    choose: (invoiceId, minor) => setDecision({ leaseId, amounts: new Map(byHand).set(invoiceId, minor) }),
  };
}

type Hand = {
  decision: Decision | null;
  leaseId: string | null;
  planned: readonly PlanRow[];
  preferredInvoiceId: string | null;
  amountMinor: number;
};

/** What was decided by hand for this lease; null where the agency's rule decides. */
function handOf({ decision, leaseId, planned, preferredInvoiceId, amountMinor }: Hand): Choices | null {
  if (decision === "policy") return null;
  if (decision !== null) return decision.leaseId === leaseId ? decision.amounts : null;
  const preferred = planned.find((row) => row.invoiceId === preferredInvoiceId);
  return preferred ? new Map([[preferred.invoiceId, Math.min(amountMinor, preferred.openMinor)]]) : null;
}
