"use client";

import type { InvoiceDto } from "@stead/contracts/billing";
import { currencyExponent } from "@stead/kernel/currencies";
import { Button } from "@stead/ui/button";
import { DateInput } from "@stead/ui/date-input";
import { Field, FieldGrid } from "@stead/ui/field";
import { MoneyInput } from "@stead/ui/money-input";
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

export type InvoiceDialogProps = { readonly invoice: InvoiceDto; readonly onClose: () => void };

/** Takes back part or all of an invoice. */
export default function CreditInvoiceDialog({ invoice, onClose }: InvoiceDialogProps) {
  const trpc = useTRPC();
  const { today } = useSession();
  const show = useInvoiceChange();
  const { currency } = invoice;
  const mostMinor = invoice.totalMinor - invoice.creditedMinor - invoice.writtenOffMinor;
  const [idempotencyKey] = useState(() => crypto.randomUUID());
  const [amountMinor, setAmountMinor] = useState<number | null>(null);
  const [issuedOn, setIssuedOn] = useState<string | null>(today);
  const [reason, setReason] = useState("");
  const money = (minor: number) => moneyText(minor, currency);
  const credit = useMutation(
    trpc.billing.creditInvoice.mutationOptions({
      onSuccess: (next) => {
        show(next);
        notify({ title: text.creditDone(money(amountMinor ?? 0)), tone: "good" });
        onClose();
      },
    }),
  );
  const isTooLarge = amountMinor !== null && amountMinor > mostMinor;
  return (
    <FormDialog
      title={text.creditTitle(invoice.number)}
      description={text.creditHelp(money(invoice.openMinor), money(invoice.totalMinor))}
      submitLabel={amountMinor ? text.creditSubmit(money(amountMinor)) : text.credit}
      tone="danger"
      isReady={
        amountMinor !== null && amountMinor > 0 && !isTooLarge && reason.trim() !== "" && issuedOn !== null
      }
      isBusy={credit.isPending}
      error={credit.error}
      shown={["amountMinor", "reason", "issuedOn"]}
      onClose={onClose}
      onSubmit={() => {
        if (amountMinor === null || issuedOn === null) return;
        credit.mutate({ invoiceId: invoice.id, amountMinor, reason, issuedOn, idempotencyKey });
      }}
    >
      <FieldGrid columns={2}>
        <Field
          label={text.amount}
          isRequired
          error={isTooLarge ? text.amountTooLarge(money(mostMinor)) : fieldError(credit.error, "amountMinor")}
          aside={
            <Button size="sm" variant="quiet" onClick={() => setAmountMinor(mostMinor)}>
              {text.creditAll}
            </Button>
          }
        >
          <MoneyInput
            valueMinor={amountMinor}
            onChange={setAmountMinor}
            exponent={currencyExponent(currency)}
            currency={currency}
          />
        </Field>
        <Field label={text.creditDate} isRequired error={fieldError(credit.error, "issuedOn")}>
          <DateInput value={issuedOn} onChange={setIssuedOn} today={today} max={today} />
        </Field>
      </FieldGrid>
      <Field
        label={text.reason}
        help={text.creditReason}
        isRequired
        error={fieldError(credit.error, "reason")}
      >
        <TextInput maxLength={200} value={reason} onChange={(event) => setReason(event.target.value)} />
      </Field>
    </FormDialog>
  );
}
