"use client";

import { notify } from "@stead/ui/toast";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "../../lib/api.ts";
import { FormDialog } from "../../lib/form-dialog.tsx";
import { moneyText } from "../../lib/format.ts";
import { invoices as text } from "../../messages/en/billing.ts";
import { CorrectionFields, useCorrection } from "./correction-fields.tsx";
import type { InvoiceDialogProps } from "./credit-invoice-dialog.tsx";
import { useInvoiceChange } from "./use-invoice-change.ts";

/** Gives up what is open on an invoice, or a part of it. */
export default function WriteOffDialog({ invoice, onClose }: InvoiceDialogProps) {
  const trpc = useTRPC();
  const show = useInvoiceChange();
  const { currency, openMinor } = invoice;
  const [idempotencyKey] = useState(() => crypto.randomUUID());
  const form = useCorrection({ currency, mostMinor: openMinor, amountMinor: openMinor });
  const writeOff = useMutation(
    trpc.billing.writeOffInvoice.mutationOptions({
      onSuccess: (next) => {
        show(next);
        notify({ title: text.writeOffDone(form.amount), tone: "good" });
        onClose();
      },
    }),
  );
  return (
    <FormDialog
      title={text.writeOffTitle(invoice.number)}
      description={text.writeOffHelp(moneyText(openMinor, currency))}
      submitLabel={form.values.amountMinor ? text.writeOffSubmit(form.amount) : text.actions.writeOff}
      tone="danger"
      isReady={form.ready !== null}
      isBusy={writeOff.isPending}
      error={writeOff.error}
      shown={["amountMinor", "reason", "writtenOn"]}
      onClose={onClose}
      onSubmit={() => {
        if (form.ready === null) return;
        const { amountMinor, on: writtenOn, reason } = form.ready;
        writeOff.mutate({ invoiceId: invoice.id, amountMinor, reason, writtenOn, idempotencyKey });
      }}
    >
      <CorrectionFields
        form={form}
        error={writeOff.error}
        dateLabel={text.writeOffDate}
        datePath="writtenOn"
      />
    </FormDialog>
  );
}
