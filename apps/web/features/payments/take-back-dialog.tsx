"use client";

import type { PaymentDto } from "@stead/contracts/payments";
import { Field } from "@stead/ui/field";
import { TextInput } from "@stead/ui/text-input";
import { notify } from "@stead/ui/toast";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "../../lib/api.ts";
import { viewError } from "../../lib/errors.ts";
import { FormDialog } from "../../lib/form-dialog.tsx";
import { fieldError } from "../../lib/form-failure.tsx";
import { moneyText } from "../../lib/format.ts";
import { payment as text } from "../../messages/en/payments.ts";
import type { AllocationRow } from "./allocation-row.ts";
import { usePaymentChange } from "./use-payment-change.ts";

export type TakeBackDialogProps = {
  readonly payment: PaymentDto;
  readonly allocation: AllocationRow;
  readonly onClose: () => void;
};

/** Takes one allocation back; the toast that follows puts it on its invoice again. */
export default function TakeBackDialog({ payment, allocation, onClose }: TakeBackDialogProps) {
  const trpc = useTRPC();
  const show = usePaymentChange();
  const [idempotencyKey] = useState(() => crypto.randomUUID());
  const [reason, setReason] = useState("");
  const { invoiceId, invoiceNumber, amountMinor } = allocation;
  const amount = moneyText(amountMinor, payment.currency);
  const putBack = useMutation(
    trpc.payments.allocate.mutationOptions({
      onSuccess: (next) => {
        show(next);
        notify({ title: text.undone, tone: "good" });
      },
      onError: (error) =>
        notify({ title: text.undoFailed, description: viewError(error).message, tone: "bad" }),
    }),
  );
  const takeBack = useMutation(
    trpc.payments.reverseAllocation.mutationOptions({
      onSuccess: (next) => {
        show(next);
        notify({
          title: text.takenBackDone(invoiceNumber),
          tone: "good",
          onUndo: () =>
            putBack.mutate({
              paymentId: next.id,
              version: next.version,
              allocations: [{ invoiceId, amountMinor }],
              isSurplusCredit: false,
              idempotencyKey: crypto.randomUUID(),
            }),
        });
        onClose();
      },
    }),
  );
  return (
    <FormDialog
      title={text.takeBackTitle(amount, invoiceNumber)}
      description={text.takeBackHelp(amount, invoiceNumber)}
      submitLabel={text.takeBackSubmit}
      tone="danger"
      isReady={reason.trim() !== ""}
      isBusy={takeBack.isPending}
      error={takeBack.error}
      shown={["reason"]}
      onClose={onClose}
      onSubmit={() => takeBack.mutate({ allocationId: allocation.id, reason, idempotencyKey })}
    >
      <Field label={text.reason} isRequired error={fieldError(takeBack.error, "reason")}>
        <TextInput maxLength={200} value={reason} onChange={(event) => setReason(event.target.value)} />
      </Field>
    </FormDialog>
  );
}
