"use client";

import type { InvoiceDto } from "@stead/contracts/billing";
import { notify } from "@stead/ui/toast";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "../../lib/api.ts";
import { FormDialog } from "../../lib/form-dialog.tsx";
import { moneyText } from "../../lib/format.ts";
import { invoices as text } from "../../messages/en/billing.ts";
import { CorrectionFields, useCorrection } from "./correction-fields.tsx";
import { useInvoiceChange } from "./use-invoice-change.ts";

export type InvoiceDialogProps = { readonly invoice: InvoiceDto; readonly onClose: () => void };

/** Takes back part or all of an invoice. */
export default function CreditInvoiceDialog({ invoice, onClose }: InvoiceDialogProps) {
  const trpc = useTRPC();
  const show = useInvoiceChange();
  const { currency, totalMinor, openMinor } = invoice;
  const [idempotencyKey] = useState(() => crypto.randomUUID());
  const mostMinor = totalMinor - invoice.creditedMinor - invoice.writtenOffMinor;
  const form = useCorrection({ currency, mostMinor, amountMinor: null });
  const credit = useMutation(
    trpc.billing.creditInvoice.mutationOptions({
      onSuccess: (next) => {
        show(next);
        notify({ title: text.creditDone(form.amount), tone: "good" });
        onClose();
      },
    }),
  );
  return (
    <FormDialog
      title={text.creditTitle(invoice.number)}
      description={text.creditHelp(moneyText(openMinor, currency), moneyText(totalMinor, currency))}
      submitLabel={form.values.amountMinor ? text.creditSubmit(form.amount) : text.credit}
      tone="danger"
      isReady={form.ready !== null}
      isBusy={credit.isPending}
      error={credit.error}
      shown={["amountMinor", "reason", "issuedOn"]}
      onClose={onClose}
      onSubmit={() => {
        if (form.ready === null) return;
        const { amountMinor, on: issuedOn, reason } = form.ready;
        credit.mutate({ invoiceId: invoice.id, amountMinor, reason, issuedOn, idempotencyKey });
      }}
    >
      <CorrectionFields
        form={form}
        error={credit.error}
        dateLabel={text.creditDate}
        datePath="issuedOn"
        reasonHelp={text.creditReason}
      />
    </FormDialog>
  );
}
