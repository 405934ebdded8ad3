"use client";

import { notify } from "@stead/ui/toast";
import { useMutation } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { useTRPC } from "../../lib/api.ts";
import { FormDialog } from "../../lib/form-dialog.tsx";
import { moneyText } from "../../lib/format.ts";
import { PayoutFields, usePayout, type PayoutForm } from "../../lib/payout-fields.tsx";
import { refundForm as asking } from "../../messages/en/disbursements.ts";
import { payment as text } from "../../messages/en/payments.ts";
import { SecondPersonNote } from "../disbursements/second-person-note.tsx";
import type { PaymentDialogProps } from "./allocate-dialog.tsx";
import { SourceSwitch, useSource } from "./payment-source.tsx";
import { usePaymentChange, usePaymentReload } from "./use-payment-change.ts";
import { useRequestRefund } from "./use-request-refund.ts";

export type RefundFormProps = PaymentDialogProps & {
  /** Which way the money goes, above the fields. */
  readonly chooser: ReactNode;
};

type HandFormProps = RefundFormProps & {
  /** What one person alone may pay back; null when everything needs a second. */
  readonly freeMinor: number | null;
};

/** Records what people pay back themselves; above the limit it is asked for first. The amount is typed twice, since money leaves. */
export function RefundByHand({ payment, onClose, chooser, freeMinor }: HandFormProps) {
  const reload = usePaymentReload(payment.id);
  const { currency } = payment;
  const choice = useSource(payment);
  const mostMinor = choice.source?.minor ?? 0;
  const form = usePayout({ currency, mostMinor, rail: payment.rail === "cash" ? "cash" : "bank" });
  const { amountMinor } = form.values;
  const needsApproval = amountMinor !== null && (freeMinor === null || amountMinor > freeMinor);
  const { pay, request, submit } = useByHand({ payment, onClose, form, source: choice.source?.value });
  const sent = needsApproval ? request : pay;
  const act = needsApproval ? asking.ask(form.amount) : text.refundSubmit(form.amount);
  return (
    <FormDialog
      size="lg"
      title={text.refundTitle(payment.number)}
      description={text.refundHelp(moneyText(mostMinor, currency))}
      submitLabel={amountMinor ? act : text.refund}
      tone={needsApproval ? "primary" : "danger"}
      isReady={form.ready !== null}
      {...(form.ready && !needsApproval && { phrase: form.ready.phrase })}
      isBusy={sent.isPending}
      error={sent.error}
      shown={["amountMinor", "rail", "paidOn", "reason"]}
      onReload={() => void reload().then(() => sent.reset())}
      onClose={onClose}
      onSubmit={() => submit(needsApproval)}
    >
      {chooser}
      <SourceSwitch choice={choice} />
      <PayoutFields form={form} error={sent.error} />
      {needsApproval && (
        <SecondPersonNote free={freeMinor === null ? null : asking.free(moneyText(freeMinor, currency))} />
      )}
    </FormDialog>
  );
}

type Acting = Pick<RefundFormProps, "payment" | "onClose"> & {
  form: PayoutForm;
  source: "credit" | "unallocated" | undefined;
};

/** Books it at once, or asks a second person for it. */
function useByHand({ payment, onClose, form, source }: Acting) {
  const trpc = useTRPC();
  const show = usePaymentChange();
  const request = useRequestRefund(onClose);
  const [idempotencyKey] = useState(() => crypto.randomUUID());
  const pay = useMutation(
    trpc.payments.refund.mutationOptions({
      onSuccess: (next) => {
        show(next);
        notify({ title: text.refundDone(form.amount), tone: "good" });
        onClose();
      },
    }),
  );
  const submit = (needsApproval: boolean) => {
    if (source === undefined || form.ready === null) return;
    const { phrase: _, rail, paidOn, ...values } = form.ready;
    const { id: paymentId, version } = payment;
    const wanted = { paymentId, version, source, ...values, idempotencyKey };
    if (needsApproval) request.mutate({ ...wanted, destination: { way: "by_hand", rail } });
    else pay.mutate({ ...wanted, rail, paidOn });
  };
  return { pay, request, submit };
}
