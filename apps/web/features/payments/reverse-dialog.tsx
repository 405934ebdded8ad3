"use client";

import type { PaymentDto } from "@stead/contracts/payments";
import { DateInput } from "@stead/ui/date-input";
import { Field } from "@stead/ui/field";
import { RadioGroup } from "@stead/ui/radio-group";
import { TextInput } from "@stead/ui/text-input";
import { notify } from "@stead/ui/toast";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "../../lib/api.ts";
import { FormDialog } from "../../lib/form-dialog.tsx";
import { fieldError } from "../../lib/form-failure.tsx";
import { moneyText } from "../../lib/format.ts";
import { useSession } from "../../lib/session.tsx";
import { payment as text } from "../../messages/en/payments.ts";
import type { PaymentDialogProps } from "./allocate-dialog.tsx";
import { usePaymentChange, usePaymentReload } from "./use-payment-change.ts";

const kinds = (["bounced", "mistake"] as const).map((value) => ({
  value,
  label: text.reverseKinds[value],
  help: text.reverseKindHelp[value],
}));

/** How many invoices a payment pays at the moment. */
function countPaid({ allocations }: PaymentDto): number {
  const inForce = allocations.filter((row) => !row.isReversed && row.reversesId === null);
  return new Set(inForce.map((row) => row.invoiceId)).size;
}

/** Takes a whole payment back, and says first what opens again. */
export default function ReverseDialog({ payment, onClose }: PaymentDialogProps) {
  const trpc = useTRPC();
  const { today } = useSession();
  const show = usePaymentChange();
  const reload = usePaymentReload(payment.id);
  const [idempotencyKey] = useState(() => crypto.randomUUID());
  const [kind, setKind] = useState<"bounced" | "mistake" | null>(null);
  const [reversedOn, setReversedOn] = useState<string | null>(today);
  const [reason, setReason] = useState("");
  const amount = moneyText(payment.amountMinor, payment.currency);
  const isReady = kind !== null && reversedOn !== null && reason.trim() !== "";
  const reverse = useMutation(
    trpc.payments.reverse.mutationOptions({
      onSuccess: (next) => {
        show(next);
        notify({ title: text.reverseDone(payment.number), tone: "good" });
        onClose();
      },
    }),
  );
  const error = (path: string) => fieldError(reverse.error, path);
  const submit = () => {
    if (kind === null || reversedOn === null) return;
    const { id: paymentId, version } = payment;
    reverse.mutate({ paymentId, version, kind, reversedOn, reason, idempotencyKey });
  };
  return (
    <FormDialog
      title={text.reverseTitle(payment.number)}
      description={text.reverseHelp(amount, countPaid(payment))}
      submitLabel={text.reverseSubmit(amount)}
      tone="danger"
      isReady={isReady}
      isBusy={reverse.isPending}
      error={reverse.error}
      shown={["kind", "reversedOn", "reason"]}
      onReload={() => void reload().then(() => reverse.reset())}
      onClose={onClose}
      onSubmit={submit}
    >
      <RadioGroup
        legend={text.reverseKind}
        options={kinds}
        value={kind}
        onChange={setKind}
        error={error("kind")}
      />
      <Field label={text.reverseOn} isRequired error={error("reversedOn")}>
        <DateInput value={reversedOn} onChange={setReversedOn} today={today} max={today} />
      </Field>
      <Field label={text.reason} isRequired error={error("reason")}>
        <TextInput maxLength={200} value={reason} onChange={(event) => setReason(event.target.value)} />
      </Field>
    </FormDialog>
  );
}
