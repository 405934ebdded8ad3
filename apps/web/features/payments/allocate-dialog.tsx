"use client";

import type { PaymentDto } from "@stead/contracts/payments";
import { Checkbox } from "@stead/ui/checkbox";
import type { ComboboxOption } from "@stead/ui/combobox";
import { Field } from "@stead/ui/field";
import { notify } from "@stead/ui/toast";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "../../lib/api.ts";
import { FormDialog } from "../../lib/form-dialog.tsx";
import { fieldError } from "../../lib/form-failure.tsx";
import { moneyText } from "../../lib/format.ts";
import { LeasePicker } from "../../lib/lease-picker.tsx";
import { payment as text, recording } from "../../messages/en/payments.ts";
import { AllocationPreview } from "./allocation-preview.tsx";
import { PlanTotals } from "./payment-plan.tsx";
import { SourceSwitch, useSource } from "./payment-source.tsx";
import { useAllocationPlan } from "./use-allocation-plan.ts";
import { usePaymentChange, usePaymentReload } from "./use-payment-change.ts";

export type PaymentDialogProps = { readonly payment: PaymentDto; readonly onClose: () => void };

/** What a person decides about the rest of a payment, and where it would go. */
function useRest(payment: PaymentDto) {
  const choice = useSource(payment);
  const [picked, setPicked] = useState<ComboboxOption | null>(null);
  const [isSurplusCredit, setSurplusCredit] = useState(true);
  const leaseId = payment.leaseId ?? picked?.value ?? null;
  const amountMinor = choice.source?.minor ?? 0;
  const { currency, reference } = payment;
  const plan = useAllocationPlan({ leaseId, amountMinor, currency, reference });
  const isSurplus = leaseId !== null && choice.source?.value === "unallocated" && plan.surplusMinor > 0;
  const isKept = isSurplus && isSurplusCredit;
  const isReady =
    leaseId !== null && plan.query.data !== undefined && plan.isSound && (plan.allocatedMinor > 0 || isKept);
  const onInvoices =
    plan.allocatedMinor > 0 ? text.allocateSubmit(moneyText(plan.allocatedMinor, currency)) : text.allocate;
  const submitLabel = plan.allocatedMinor === 0 && isKept ? text.allocateKeep : onInvoices;
  const choices = { choice, picked, setPicked, isSurplusCredit, setSurplusCredit };
  return { ...choices, leaseId, amountMinor, plan, isSurplus, isReady, submitLabel };
}

/** Puts what is left of a payment on invoices: by the agency's rule or by hand. */
export default function AllocateDialog({ payment, onClose }: PaymentDialogProps) {
  const trpc = useTRPC();
  const show = usePaymentChange();
  const reload = usePaymentReload(payment.id);
  const [idempotencyKey] = useState(() => crypto.randomUUID());
  const rest = useRest(payment);
  const allocate = useMutation(
    trpc.payments.allocate.mutationOptions({
      onSuccess: (next) => {
        show(next);
        notify({ title: text.allocated, tone: "good" });
        onClose();
      },
    }),
  );
  const submit = () => {
    if (rest.choice.source === undefined) return;
    const { isSurplusCredit, leaseId, plan } = rest;
    allocate.mutate({
      paymentId: payment.id,
      version: payment.version,
      leaseId: payment.leaseId === null ? leaseId : null,
      source: rest.choice.source.value,
      allocations: plan.allocations,
      isSurplusCredit,
      idempotencyKey,
    });
  };
  return (
    <FormDialog
      size="lg"
      title={text.allocateTitle(payment.number)}
      description={text.allocateHelp(moneyText(rest.amountMinor, payment.currency))}
      submitLabel={rest.submitLabel}
      isReady={rest.isReady}
      isBusy={allocate.isPending}
      error={allocate.error}
      shown={["leaseId"]}
      onReload={() => void reload().then(() => allocate.reset())}
      onClose={onClose}
      onSubmit={submit}
    >
      <RestFields payment={payment} rest={rest} error={allocate.error} />
    </FormDialog>
  );
}

type RestFieldsProps = {
  readonly payment: PaymentDto;
  readonly rest: ReturnType<typeof useRest>;
  readonly error: unknown;
};

function RestFields({ payment, rest, error }: RestFieldsProps) {
  const { currency } = payment;
  const { plan, amountMinor } = rest;
  return (
    <>
      <SourceSwitch choice={rest.choice} />
      {payment.leaseId === null && (
        <Field label={recording.lease} isRequired error={fieldError(error, "leaseId")}>
          <LeasePicker value={rest.picked} onChange={rest.setPicked} />
        </Field>
      )}
      {rest.leaseId !== null && (
        <>
          <AllocationPreview plan={plan} currency={currency} amountMinor={amountMinor} />
          <PlanTotals plan={plan} currency={currency} amountMinor={amountMinor} />
        </>
      )}
      {rest.isSurplus && (
        <Checkbox
          label={recording.surplusCredit}
          help={recording.surplusCreditHelp}
          checked={rest.isSurplusCredit}
          onChange={(event) => rest.setSurplusCredit(event.target.checked)}
        />
      )}
    </>
  );
}
