"use client";

import { DateInput } from "@stead/ui/date-input";
import { Field, FieldGrid } from "@stead/ui/field";
import { TextInput } from "@stead/ui/text-input";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "../../lib/api.ts";
import { FormDialog } from "../../lib/form-dialog.tsx";
import { fieldError } from "../../lib/form-failure.tsx";
import { moneyText } from "../../lib/format.ts";
import { useSession } from "../../lib/session.tsx";
import { deposits as text } from "../../messages/en/deposits.ts";
import { AmountField, isHeld } from "./amount-field.tsx";
import type { DepositDialogProps } from "./deposit-dialog.ts";
import { useDepositChange } from "./use-deposit-change.ts";

/** Keeps part of a deposit against the lease's open invoices. */
export default function WithholdDialog({ deposit, onClose }: DepositDialogProps) {
  const trpc = useTRPC();
  const { today } = useSession();
  const show = useDepositChange();
  const [idempotencyKey] = useState(() => crypto.randomUUID());
  const [amountMinor, setAmountMinor] = useState<number | null>(null);
  const [movedOn, setMovedOn] = useState<string | null>(today);
  const [reason, setReason] = useState("");
  const amount = moneyText(amountMinor ?? 0, deposit.currency);
  const withhold = useMutation(
    trpc.deposits.withhold.mutationOptions({
      onSuccess: (next) => {
        show(next, text.withheld(amount));
        onClose();
      },
    }),
  );
  const error = (path: string) => fieldError(withhold.error, path);
  return (
    <FormDialog
      title={text.withhold}
      description={text.withholdHelp(moneyText(deposit.heldMinor, deposit.currency))}
      submitLabel={amountMinor ? text.withholdSubmit(amount) : text.withhold}
      tone="danger"
      isReady={isHeld(deposit, amountMinor) && movedOn !== null && reason.trim() !== ""}
      isBusy={withhold.isPending}
      error={withhold.error}
      shown={["amountMinor", "movedOn", "reason"]}
      onClose={onClose}
      onSubmit={() => {
        if (amountMinor !== null && movedOn !== null)
          withhold.mutate({ leaseId: deposit.leaseId, amountMinor, movedOn, reason, idempotencyKey });
      }}
    >
      <FieldGrid columns={2}>
        <AmountField
          deposit={deposit}
          amountMinor={amountMinor}
          onChange={setAmountMinor}
          error={error("amountMinor")}
        />
        <Field label={text.movedOn} isRequired error={error("movedOn")}>
          <DateInput value={movedOn} onChange={setMovedOn} today={today} max={today} />
        </Field>
      </FieldGrid>
      <Field label={text.reason} isRequired error={error("reason")}>
        <TextInput maxLength={200} value={reason} onChange={(event) => setReason(event.target.value)} />
      </Field>
    </FormDialog>
  );
}
