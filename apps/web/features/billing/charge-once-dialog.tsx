"use client";

import type { LeaseRowDto } from "@stead/contracts/leases";
import { notify } from "@stead/ui/toast";
import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { useTRPC } from "../../lib/api.ts";
import { FormDialog } from "../../lib/form-dialog.tsx";
import { moneyText } from "../../lib/format.ts";
import { useSession } from "../../lib/session.tsx";
import { invoices as text } from "../../messages/en/billing.ts";
import { ChargeFields, type ChargeValues } from "./charge-fields.tsx";
import { useInvoiceChange } from "./use-invoice-change.ts";

export type ChargeOnceDialogProps = {
  readonly lease: Pick<LeaseRowDto, "id" | "tenantName" | "currency">;
  readonly onClose: () => void;
};

/** A single charge to a lease, billed at once on an invoice of its own. */
export default function ChargeOnceDialog({ lease, onClose }: ChargeOnceDialogProps) {
  const trpc = useTRPC();
  const router = useRouter();
  const { today } = useSession();
  const show = useInvoiceChange();
  const { currency } = lease;
  const [idempotencyKey] = useState(() => crypto.randomUUID());
  const [values, setValues] = useState<ChargeValues>({
    kind: "utility",
    description: "",
    amountMinor: null,
    taxPpm: null,
    dueOn: today,
  });
  const { kind, description, amountMinor, taxPpm, dueOn } = values;
  const charge = useMutation(
    trpc.billing.chargeOnce.mutationOptions({
      onSuccess: (invoice) => {
        show(invoice);
        const onSelect = () => router.push(`/invoices/${invoice.id}`);
        notify({
          title: text.chargeDone(invoice.number),
          tone: "good",
          action: { label: text.openInvoice, onSelect },
        });
        onClose();
      },
    }),
  );
  return (
    <FormDialog
      title={text.chargeTitle}
      description={text.chargeHelp(lease.tenantName)}
      submitLabel={amountMinor ? text.chargeSubmit(moneyText(amountMinor, currency)) : text.charge}
      isReady={amountMinor !== null && amountMinor > 0 && dueOn !== null && description.trim() !== ""}
      isBusy={charge.isPending}
      error={charge.error}
      shown={["kind", "description", "amountMinor", "taxPpm", "dueOn"]}
      onClose={onClose}
      onSubmit={() => {
        if (amountMinor === null || dueOn === null) return;
        const amounts = { amountMinor, taxPpm: taxPpm ?? 0 };
        charge.mutate({ leaseId: lease.id, kind, description, ...amounts, dueOn, idempotencyKey });
      }}
    >
      <ChargeFields
        values={values}
        onChange={(patch) => setValues((before) => ({ ...before, ...patch }))}
        currency={currency}
        error={charge.error}
      />
    </FormDialog>
  );
}
