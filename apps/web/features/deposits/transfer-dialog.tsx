"use client";

import type { ComboboxOption } from "@stead/ui/combobox";
import { Field } from "@stead/ui/field";
import { TextInput } from "@stead/ui/text-input";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "../../lib/api.ts";
import { FormDialog } from "../../lib/form-dialog.tsx";
import { fieldError } from "../../lib/form-failure.tsx";
import { moneyText } from "../../lib/format.ts";
import { LeasePicker, useLease } from "../../lib/lease-picker.tsx";
import { deposits as text } from "../../messages/en/deposits.ts";
import { AmountField, isHeld } from "./amount-field.tsx";
import type { DepositDialogProps } from "./deposit-dialog.ts";
import { useDepositChange } from "./use-deposit-change.ts";

/** Moves a deposit to another lease of the same tenant. */
export default function TransferDialog({ deposit, onClose }: DepositDialogProps) {
  const trpc = useTRPC();
  const show = useDepositChange();
  const from = useLease(deposit.leaseId).data;
  const [idempotencyKey] = useState(() => crypto.randomUUID());
  const [to, setTo] = useState<ComboboxOption | null>(null);
  const [amountMinor, setAmountMinor] = useState<number | null>(deposit.heldMinor);
  const [reason, setReason] = useState("");
  const amount = moneyText(amountMinor ?? 0, deposit.currency);
  const transfer = useMutation(
    trpc.deposits.transfer.mutationOptions({
      onSuccess: (next) => {
        show(next, text.transferred(amount));
        onClose();
      },
    }),
  );
  const error = (path: string) => fieldError(transfer.error, path);
  return (
    <FormDialog
      title={text.transfer}
      description={text.transferHelp(moneyText(deposit.heldMinor, deposit.currency))}
      submitLabel={amountMinor ? text.transferSubmit(amount) : text.transfer}
      isReady={isHeld(deposit, amountMinor) && to !== null && reason.trim() !== ""}
      isBusy={transfer.isPending}
      error={transfer.error}
      shown={["toLeaseId", "amountMinor", "reason"]}
      onClose={onClose}
      onSubmit={() => {
        if (to && amountMinor !== null)
          transfer.mutate({
            fromLeaseId: deposit.leaseId,
            toLeaseId: to.value,
            amountMinor,
            reason,
            idempotencyKey,
          });
      }}
    >
      <Field label={text.toLease} isRequired error={error("toLeaseId")}>
        <LeasePicker
          value={to}
          onChange={setTo}
          contactId={from?.contactId}
          exceptId={deposit.leaseId}
          isDisabled={from === undefined}
        />
      </Field>
      <AmountField
        deposit={deposit}
        amountMinor={amountMinor}
        onChange={setAmountMinor}
        error={error("amountMinor")}
      />
      <Field label={text.reason} isRequired error={error("reason")}>
        <TextInput maxLength={200} value={reason} onChange={(event) => setReason(event.target.value)} />
      </Field>
    </FormDialog>
  );
}
