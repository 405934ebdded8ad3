"use client";

import { currencyExponent } from "@stead/kernel/currencies";
import { DateInput } from "@stead/ui/date-input";
import { Field, FieldGrid } from "@stead/ui/field";
import { MoneyInput } from "@stead/ui/money-input";
import { TextArea } from "@stead/ui/text-input";
import { notify } from "@stead/ui/toast";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "../../lib/api.ts";
import { FormDialog } from "../../lib/form-dialog.tsx";
import { fieldError } from "../../lib/form-failure.tsx";
import { moneyText } from "../../lib/format.ts";
import { useSession } from "../../lib/session.tsx";
import { invoices as text } from "../../messages/en/billing.ts";
import type { InvoiceDialogProps } from "./credit-invoice-dialog.tsx";
import { useInvoiceChange } from "./use-invoice-change.ts";

/** Gives up what is open on an invoice, or a part of it. */
export default function WriteOffDialog({ invoice, onClose }: InvoiceDialogProps) {
  const trpc = useTRPC();
  const { today } = useSession();
  const show = useInvoiceChange();
  const { currency, openMinor } = invoice;
  const [idempotencyKey] = useState(() => crypto.randomUUID());
  const [amountMinor, setAmountMinor] = useState<number | null>(openMinor);
  const [writtenOn, setWrittenOn] = useState<string | null>(today);
  const [reason, setReason] = useState("");
  const money = (minor: number) => moneyText(minor, currency);
  const writeOff = useMutation(
    trpc.billing.writeOffInvoice.mutationOptions({
      onSuccess: (next) => {
        show(next);
        notify({ title: text.writeOffDone(money(amountMinor ?? 0)), tone: "good" });
        onClose();
      },
    }),
  );
  const isTooLarge = amountMinor !== null && amountMinor > openMinor;
  return (
    <FormDialog
      title={text.writeOffTitle(invoice.number)}
      description={text.writeOffHelp(money(openMinor))}
      submitLabel={amountMinor ? text.writeOffSubmit(money(amountMinor)) : text.actions.writeOff}
      tone="danger"
      isReady={
        amountMinor !== null && amountMinor > 0 && !isTooLarge && reason.trim() !== "" && writtenOn !== null
      }
      isBusy={writeOff.isPending}
      error={writeOff.error}
      shown={["amountMinor", "reason", "writtenOn"]}
      onClose={onClose}
      onSubmit={() => {
        if (amountMinor === null || writtenOn === null) return;
        writeOff.mutate({ invoiceId: invoice.id, amountMinor, reason, writtenOn, idempotencyKey });
      }}
    >
      <FieldGrid columns={2}>
        <Field
          label={text.amount}
          isRequired
          error={
            isTooLarge ? text.amountTooLarge(money(openMinor)) : fieldError(writeOff.error, "amountMinor")
          }
        >
          <MoneyInput
            valueMinor={amountMinor}
            onChange={setAmountMinor}
            exponent={currencyExponent(currency)}
            currency={currency}
          />
        </Field>
        <Field label={text.writeOffDate} isRequired error={fieldError(writeOff.error, "writtenOn")}>
          <DateInput value={writtenOn} onChange={setWrittenOn} today={today} max={today} />
        </Field>
      </FieldGrid>
      <Field label={text.reason} isRequired error={fieldError(writeOff.error, "reason")}>
        <TextArea
          rows={3}
          maxLength={4000}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
      </Field>
    </FormDialog>
  );
}
