"use client";

import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "../../lib/api.ts";
import { FormDialog } from "../../lib/form-dialog.tsx";
import { moneyText } from "../../lib/format.ts";
import { PayoutFields, usePayout, type PayoutForm } from "../../lib/payout-fields.tsx";
import { deposits as text } from "../../messages/en/deposits.ts";
import { refundForm as asking } from "../../messages/en/disbursements.ts";
import { SecondPersonNote } from "../disbursements/second-person-note.tsx";
import { useShowMade } from "../disbursements/use-show-made.ts";
import type { DepositDialogProps } from "./deposit-dialog.ts";
import { useDepositChange } from "./use-deposit-change.ts";

/** Pays a deposit back; above the limit it is asked for first. The amount is typed twice, since money leaves. */
export default function RefundDepositDialog({ deposit, onClose }: DepositDialogProps) {
  const { currency, heldMinor, waitingMinor, freeMinor } = deposit;
  const mostMinor = Math.max(0, heldMinor - waitingMinor);
  const form = usePayout({ currency, mostMinor, rail: "bank" });
  const { amountMinor } = form.values;
  const needsApproval = amountMinor !== null && (freeMinor === null || amountMinor > freeMinor);
  const { refund, request, submit } = usePayBack({ deposit, onClose, form });
  const sent = needsApproval ? request : refund;
  const act = needsApproval ? asking.ask(form.amount) : text.refundSubmit(form.amount);
  return (
    <FormDialog
      title={text.refund}
      description={text.refundHelp(moneyText(heldMinor, currency))}
      submitLabel={amountMinor ? act : text.refund}
      tone={needsApproval ? "primary" : "danger"}
      isReady={form.ready !== null}
      {...(form.ready && !needsApproval && { phrase: form.ready.phrase })}
      isBusy={sent.isPending}
      error={sent.error}
      shown={["amountMinor", "rail", "paidOn", "reason"]}
      onClose={onClose}
      onSubmit={() => submit(needsApproval)}
    >
      <PayoutFields form={form} error={sent.error} />
      {needsApproval && (
        <SecondPersonNote
          free={freeMinor === null ? null : asking.freeOfDeposit(moneyText(freeMinor, currency))}
        />
      )}
    </FormDialog>
  );
}

/** Books it at once, or asks a second person for it. */
function usePayBack({ deposit, onClose, form }: DepositDialogProps & { form: PayoutForm }) {
  const trpc = useTRPC();
  const show = useDepositChange();
  const onSuccess = useShowMade(onClose);
  const [idempotencyKey] = useState(() => crypto.randomUUID());
  const request = useMutation(trpc.disbursements.requestDepositRefund.mutationOptions({ onSuccess }));
  const refund = useMutation(
    trpc.deposits.refund.mutationOptions({
      onSuccess: (next) => {
        show(next, text.refunded(form.amount));
        onClose();
      },
    }),
  );
  const submit = (needsApproval: boolean) => {
    if (form.ready === null) return;
    const { phrase: _, paidOn, ...values } = form.ready;
    const wanted = { leaseId: deposit.leaseId, ...values, idempotencyKey };
    if (needsApproval) request.mutate(wanted);
    else refund.mutate({ ...wanted, paidOn });
  };
  return { refund, request, submit };
}
