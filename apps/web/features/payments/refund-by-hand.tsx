"use client";

import { notify } from "@stead/ui/toast";
import { useMutation } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { useTRPC } from "../../lib/api.ts";
import { FormDialog } from "../../lib/form-dialog.tsx";
import { moneyText } from "../../lib/format.ts";
import { PayoutFields, usePayout } from "../../lib/payout-fields.tsx";
import { payment as text } from "../../messages/en/payments.ts";
import type { PaymentDialogProps } from "./allocate-dialog.tsx";
import { SourceSwitch, useSource } from "./payment-source.tsx";
import { usePaymentChange, usePaymentReload } from "./use-payment-change.ts";

export type RefundFormProps = PaymentDialogProps & {
  /** Which way the money goes, above the fields. */
  readonly chooser: ReactNode;
};

/** Records what people pay back themselves; the amount is typed twice, since money leaves. */
export function RefundByHand({ payment, onClose, chooser }: RefundFormProps) {
  const trpc = useTRPC();
  const show = usePaymentChange();
  const reload = usePaymentReload(payment.id);
  const { currency } = payment;
  const [idempotencyKey] = useState(() => crypto.randomUUID());
  const choice = useSource(payment);
  const mostMinor = choice.source?.minor ?? 0;
  const form = usePayout({ currency, mostMinor, rail: payment.rail === "cash" ? "cash" : "bank" });
  const refund = useMutation(
    trpc.payments.refund.mutationOptions({
      onSuccess: (next) => {
        show(next);
        notify({ title: text.refundDone(form.amount), tone: "good" });
        onClose();
      },
    }),
  );
  const submit = () => {
    if (choice.source === undefined || form.ready === null) return;
    const { phrase: _, ...values } = form.ready;
    const { id: paymentId, version } = payment;
    refund.mutate({ paymentId, version, source: choice.source.value, ...values, idempotencyKey });
  };
  return (
    <FormDialog
      size="lg"
      title={text.refundTitle(payment.number)}
      description={text.refundHelp(moneyText(mostMinor, currency))}
      submitLabel={form.values.amountMinor ? text.refundSubmit(form.amount) : text.refund}
      tone="danger"
      isReady={form.ready !== null}
      {...(form.ready && { phrase: form.ready.phrase })}
      isBusy={refund.isPending}
      error={refund.error}
      shown={["amountMinor", "rail", "paidOn", "reason"]}
      onReload={() => void reload().then(() => refund.reset())}
      onClose={onClose}
      onSubmit={submit}
    >
      {chooser}
      <SourceSwitch choice={choice} />
      <PayoutFields form={form} error={refund.error} />
    </FormDialog>
  );
}
