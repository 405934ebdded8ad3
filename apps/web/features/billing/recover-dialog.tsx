"use client";

import type { InvoiceDto } from "@stead/contracts/billing";
import { DateInput } from "@stead/ui/date-input";
import { Field } from "@stead/ui/field";
import { TextInput } from "@stead/ui/text-input";
import { notify } from "@stead/ui/toast";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "../../lib/api.ts";
import { FormDialog } from "../../lib/form-dialog.tsx";
import { fieldError } from "../../lib/form-failure.tsx";
import { moneyText } from "../../lib/format.ts";
import { useSession } from "../../lib/session.tsx";
import { invoices as text } from "../../messages/en/billing.ts";
import { useInvoiceChange } from "./use-invoice-change.ts";

export type RecoverDialogProps = {
  readonly invoice: InvoiceDto;
  readonly writeOff: InvoiceDto["writeOffs"][number];
  readonly onClose: () => void;
};

/** Opens a written-off amount again. */
export default function RecoverDialog({ invoice, writeOff, onClose }: RecoverDialogProps) {
  const trpc = useTRPC();
  const { today } = useSession();
  const show = useInvoiceChange();
  const [idempotencyKey] = useState(() => crypto.randomUUID());
  const [recoveredOn, setRecoveredOn] = useState<string | null>(today);
  const [reason, setReason] = useState("");
  const amount = moneyText(writeOff.amountMinor, invoice.currency);
  const recover = useMutation(
    trpc.billing.recoverWriteOff.mutationOptions({
      onSuccess: (next) => {
        show(next);
        notify({ title: text.recoverDone(amount), tone: "good" });
        onClose();
      },
    }),
  );
  return (
    <FormDialog
      title={text.recoverTitle}
      description={text.recoverHelp(amount)}
      submitLabel={text.recoverSubmit(amount)}
      isReady={reason.trim() !== "" && recoveredOn !== null}
      isBusy={recover.isPending}
      error={recover.error}
      shown={["reason", "recoveredOn"]}
      onClose={onClose}
      onSubmit={() => {
        if (recoveredOn !== null)
          recover.mutate({ writeOffId: writeOff.id, reason, recoveredOn, idempotencyKey });
      }}
    >
      <Field label={text.recoverDate} isRequired error={fieldError(recover.error, "recoveredOn")}>
        <DateInput value={recoveredOn} onChange={setRecoveredOn} today={today} max={today} />
      </Field>
      <Field label={text.reason} isRequired error={fieldError(recover.error, "reason")}>
        <TextInput maxLength={200} value={reason} onChange={(event) => setReason(event.target.value)} />
      </Field>
    </FormDialog>
  );
}
