"use client";

import type { LeaseRowDto } from "@stead/contracts/leases";
import { currencyExponent } from "@stead/kernel/currencies";
import { DateInput } from "@stead/ui/date-input";
import { Field, FieldGrid } from "@stead/ui/field";
import { MoneyInput } from "@stead/ui/money-input";
import { Select } from "@stead/ui/select";
import { TextInput } from "@stead/ui/text-input";
import { notify } from "@stead/ui/toast";
import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { useTRPC } from "../../lib/api.ts";
import { FormDialog } from "../../lib/form-dialog.tsx";
import { fieldError } from "../../lib/form-failure.tsx";
import { moneyText } from "../../lib/format.ts";
import { keyOf } from "../../lib/list-state.ts";
import { PercentInput } from "../../lib/percent-input.tsx";
import { useSession } from "../../lib/session.tsx";
import { invoices as text } from "../../messages/en/billing.ts";
import { useInvoiceChange } from "./use-invoice-change.ts";

export type ChargeOnceDialogProps = {
  readonly lease: Pick<LeaseRowDto, "id" | "tenantName" | "currency">;
  readonly onClose: () => void;
};

const kinds = Object.entries(text.chargeKinds).map(([value, label]) => ({ value, label }));

/** A single charge to a lease, billed at once on an invoice of its own. */
export default function ChargeOnceDialog({ lease, onClose }: ChargeOnceDialogProps) {
  const trpc = useTRPC();
  const router = useRouter();
  const { today } = useSession();
  const show = useInvoiceChange();
  const { currency } = lease;
  const [idempotencyKey] = useState(() => crypto.randomUUID());
  const [kind, setKind] = useState<keyof typeof text.chargeKinds>("utility");
  const [description, setDescription] = useState("");
  const [amountMinor, setAmountMinor] = useState<number | null>(null);
  const [taxPpm, setTaxPpm] = useState<number | null>(null);
  const [dueOn, setDueOn] = useState<string | null>(today);
  const charge = useMutation(
    trpc.billing.chargeOnce.mutationOptions({
      onSuccess: (invoice) => {
        show(invoice);
        notify({
          title: text.chargeDone(invoice.number),
          tone: "good",
          action: { label: text.openInvoice, onSelect: () => router.push(`/invoices/${invoice.id}`) },
        });
        onClose();
      },
    }),
  );
  const submit = () => {
    if (amountMinor === null || dueOn === null) return;
    charge.mutate({
      leaseId: lease.id,
      kind,
      description,
      amountMinor,
      taxPpm: taxPpm ?? 0,
      dueOn,
      idempotencyKey,
    });
  };
  const error = (path: string) => fieldError(charge.error, path);
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
      onSubmit={submit}
    >
      <Field label={text.chargeKind} isRequired error={error("kind")}>
        <Select
          options={kinds}
          value={kind}
          onChange={(event) => setKind(keyOf(text.chargeKinds, event.target.value) ?? kind)}
        />
      </Field>
      <Field
        label={text.chargeDescription}
        help={text.chargeDescriptionHelp}
        isRequired
        error={error("description")}
      >
        <TextInput
          maxLength={200}
          value={description}
          onChange={(event) => setDescription(event.target.value)}
        />
      </Field>
      <FieldGrid columns={3}>
        <Field label={text.amount} isRequired error={error("amountMinor")}>
          <MoneyInput
            valueMinor={amountMinor}
            onChange={setAmountMinor}
            exponent={currencyExponent(currency)}
            currency={currency}
          />
        </Field>
        <Field label={text.chargeTax} isOptional help={text.chargeTaxHelp} error={error("taxPpm")}>
          <PercentInput valuePpm={taxPpm} onChange={setTaxPpm} />
        </Field>
        <Field label={text.chargeDue} isRequired error={error("dueOn")}>
          <DateInput value={dueOn} onChange={setDueOn} today={today} />
        </Field>
      </FieldGrid>
    </FormDialog>
  );
}
