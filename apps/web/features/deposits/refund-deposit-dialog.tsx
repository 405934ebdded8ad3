"use client";

import { DateInput } from "@stead/ui/date-input";
import { Field, FieldGrid } from "@stead/ui/field";
import { formatMoney } from "@stead/ui/format";
import { Select } from "@stead/ui/select";
import { TextInput } from "@stead/ui/text-input";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "../../lib/api.ts";
import { FormDialog } from "../../lib/form-dialog.tsx";
import { fieldError } from "../../lib/form-failure.tsx";
import { moneyText } from "../../lib/format.ts";
import { oneOf } from "../../lib/list-state.ts";
import { useSession } from "../../lib/session.tsx";
import { deposits as text } from "../../messages/en/deposits.ts";
import { AmountField, isHeld } from "./amount-field.tsx";
import type { DepositDialogProps } from "./deposit-dialog.ts";
import { useDepositChange } from "./use-deposit-change.ts";

const rails = Object.entries(text.rails).map(([value, label]) => ({ value, label }));

/** Pays a deposit back; the amount is typed twice, since money leaves. */
export default function RefundDepositDialog({ deposit, onClose }: DepositDialogProps) {
  const trpc = useTRPC();
  const { today } = useSession();
  const show = useDepositChange();
  const { currency, heldMinor } = deposit;
  const [idempotencyKey] = useState(() => crypto.randomUUID());
  const [amountMinor, setAmountMinor] = useState<number | null>(heldMinor);
  const [rail, setRail] = useState<"cash" | "bank">("bank");
  const [paidOn, setPaidOn] = useState<string | null>(today);
  const [reason, setReason] = useState("");
  const amount = moneyText(amountMinor ?? 0, currency);
  const refund = useMutation(
    trpc.deposits.refund.mutationOptions({
      onSuccess: (next) => {
        show(next, text.refunded(amount));
        onClose();
      },
    }),
  );
  const error = (path: string) => fieldError(refund.error, path);
  const isReady = isHeld(deposit, amountMinor) && paidOn !== null && reason.trim() !== "";
  return (
    <FormDialog
      title={text.refund}
      description={text.refundHelp(moneyText(heldMinor, currency))}
      submitLabel={amountMinor ? text.refundSubmit(amount) : text.refund}
      tone="danger"
      isReady={isReady}
      {...(isReady && { phrase: formatMoney(amountMinor ?? 0, { currency }) })}
      isBusy={refund.isPending}
      error={refund.error}
      shown={["amountMinor", "rail", "paidOn", "reason"]}
      onClose={onClose}
      onSubmit={() => {
        if (amountMinor !== null && paidOn !== null)
          refund.mutate({ leaseId: deposit.leaseId, amountMinor, rail, paidOn, reason, idempotencyKey });
      }}
    >
      <FieldGrid columns={3}>
        <AmountField
          deposit={deposit}
          amountMinor={amountMinor}
          onChange={setAmountMinor}
          error={error("amountMinor")}
        />
        <Field label={text.rail} isRequired error={error("rail")}>
          <Select
            options={rails}
            value={rail}
            onChange={(event) => setRail(oneOf(["cash", "bank"], event.target.value) ?? rail)}
          />
        </Field>
        <Field label={text.paidOn} isRequired error={error("paidOn")}>
          <DateInput value={paidOn} onChange={setPaidOn} today={today} max={today} />
        </Field>
      </FieldGrid>
      <Field label={text.reason} isRequired error={error("reason")}>
        <TextInput maxLength={200} value={reason} onChange={(event) => setReason(event.target.value)} />
      </Field>
    </FormDialog>
  );
}
