"use client";

import { Field } from "@stead/ui/field";
import { TextInput } from "@stead/ui/text-input";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { FormDialog } from "../../lib/form-dialog.tsx";
import { fieldError } from "../../lib/form-failure.tsx";
import { moneyText } from "../../lib/format.ts";
import { refund as text, refundForm } from "../../messages/en/disbursements.ts";
import { BankFields, bankOf, bankPaths, emptyBank, isBankReady } from "./bank-fields.tsx";
import { useRefundActs, type RefundDialogProps } from "./use-refund.ts";

/** Asks for a failed refund anew, to another phone or account where the old one was wrong. */
export default function RetryDialog({ refund, onClose }: RefundDialogProps) {
  const router = useRouter();
  const { retry } = useRefundActs();
  const [idempotencyKey] = useState(() => crypto.randomUUID());
  const [phone, setPhone] = useState("");
  const [bank, setBank] = useState(() => emptyBank(""));
  const { id, way, amountMinor, currency, destinationHint } = refund;
  const submit = () =>
    retry.mutate(
      {
        id,
        phone: phone.trim() === "" ? null : phone.replaceAll(/[\s-]/g, ""),
        to: way === "bank_file" && isBankReady(bank) ? bankOf(bank) : null,
        idempotencyKey,
      },
      {
        onSuccess: (made) => {
          onClose();
          router.push(`/refunds/${made.id}`);
        },
      },
    );
  return (
    <FormDialog
      title={text.retryTitle(moneyText(amountMinor, currency))}
      description={text.retryHelp}
      submitLabel={text.retry}
      isBusy={retry.isPending}
      error={retry.error}
      shown={["phone", "destination.phone", ...bankPaths("to"), ...bankPaths("destination.to")]}
      onClose={onClose}
      onSubmit={submit}
    >
      {way === "pay_out" && (
        <Field
          label={refundForm.phone}
          help={refundForm.phoneHelp(destinationHint ?? "")}
          isOptional
          error={fieldError(retry.error, "phone") ?? fieldError(retry.error, "destination.phone")}
        >
          <TextInput type="tel" value={phone} onChange={(event) => setPhone(event.target.value)} />
        </Field>
      )}
      {way === "bank_file" && <BankFields bank={bank} onChange={setBank} path="to" error={retry.error} />}
    </FormDialog>
  );
}
