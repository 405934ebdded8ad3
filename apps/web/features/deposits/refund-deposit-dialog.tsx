"use client";

import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "../../lib/api.ts";
import { FormDialog } from "../../lib/form-dialog.tsx";
import { moneyText } from "../../lib/format.ts";
import { PayoutFields, usePayout } from "../../lib/payout-fields.tsx";
import { deposits as text } from "../../messages/en/deposits.ts";
import type { DepositDialogProps } from "./deposit-dialog.ts";
import { useDepositChange } from "./use-deposit-change.ts";

/** Pays a deposit back; the amount is typed twice, since money leaves. */
export default function RefundDepositDialog({ deposit, onClose }: DepositDialogProps) {
  const trpc = useTRPC();
  const show = useDepositChange();
  const { currency, heldMinor, leaseId } = deposit;
  const [idempotencyKey] = useState(() => crypto.randomUUID());
  const form = usePayout({ currency, mostMinor: heldMinor, rail: "bank" });
  const refund = useMutation(
    trpc.deposits.refund.mutationOptions({
      onSuccess: (next) => {
        show(next, text.refunded(form.amount));
        onClose();
      },
    }),
  );
  const submit = () => {
    if (form.ready === null) return;
    const { phrase: _, ...values } = form.ready;
    refund.mutate({ leaseId, ...values, idempotencyKey });
  };
  return (
    <FormDialog
      title={text.refund}
      description={text.refundHelp(moneyText(heldMinor, currency))}
      submitLabel={form.values.amountMinor ? text.refundSubmit(form.amount) : text.refund}
      tone="danger"
      isReady={form.ready !== null}
      {...(form.ready && { phrase: form.ready.phrase })}
      isBusy={refund.isPending}
      error={refund.error}
      shown={["amountMinor", "rail", "paidOn", "reason"]}
      onClose={onClose}
      onSubmit={submit}
    >
      <PayoutFields form={form} error={refund.error} />
    </FormDialog>
  );
}
