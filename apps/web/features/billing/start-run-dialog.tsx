"use client";

import type { BillingPreviewDto } from "@stead/contracts/billing";
import { ConfirmDialog } from "@stead/ui/confirm-dialog";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "../../lib/api.ts";
import { viewError } from "../../lib/errors.ts";
import { formatMonth, moneyText } from "../../lib/format.ts";
import { useInvalidate } from "../../lib/invalidate.ts";
import { billing as text } from "../../messages/en/billing.ts";

/** Asks once, in numbers, before a month is billed. */
export default function StartRunDialog({
  preview,
  onClose,
}: {
  readonly preview: BillingPreviewDto;
  readonly onClose: () => void;
}) {
  const trpc = useTRPC();
  const invalidate = useInvalidate();
  const [idempotencyKey] = useState(() => crypto.randomUUID());
  const start = useMutation(
    trpc.billing.startRun.mutationOptions({
      onSuccess: async () => {
        await invalidate("billing");
        onClose();
      },
    }),
  );
  const totals = preview.totals.map(({ currency, totalMinor }) => moneyText(totalMinor, currency)).join(", ");
  return (
    <ConfirmDialog
      isOpen
      tone="primary"
      title={text.startTitle(formatMonth(preview.periodStart))}
      confirmLabel={text.startConfirm(preview.billedLeaseCount)}
      onCancel={onClose}
      onConfirm={() => start.mutate({ periodStart: preview.periodStart, idempotencyKey })}
      isBusy={start.isPending}
      error={start.error ? viewError(start.error).message : null}
    >
      <p>{text.startFacts(preview.billedLeaseCount, totals)}</p>
      {preview.problems.length > 0 && <p>{text.startProblems(preview.problems.length)}</p>}
      <p className="mt-2">{text.startNote}</p>
    </ConfirmDialog>
  );
}
