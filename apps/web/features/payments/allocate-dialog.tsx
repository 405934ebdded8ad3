"use client";

import type { PaymentDto } from "@stead/contracts/payments";
import { Checkbox } from "@stead/ui/checkbox";
import type { ComboboxOption } from "@stead/ui/combobox";
import { Field } from "@stead/ui/field";
import { SegmentedControl } from "@stead/ui/segmented-control";
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
import { useAllocationPlan } from "./use-allocation-plan.ts";
import { usePaymentChange, usePaymentReload } from "./use-payment-change.ts";

export type PaymentDialogProps = { readonly payment: PaymentDto; readonly onClose: () => void };
export type Source = "unallocated" | "credit";

/** The parts of a payment that can still be used, with their amounts. */
export function sourcesOf(payment: PaymentDto): { value: Source; label: string; minor: number }[] {
  const parts = [
    { value: "unallocated" as const, minor: payment.unallocatedMinor },
    { value: "credit" as const, minor: payment.creditMinor },
  ];
  return parts
    .filter(({ minor }) => minor > 0)
    .map((part) => ({
      ...part,
      label: `${text.sources[part.value]} ${moneyText(part.minor, payment.currency)}`,
    }));
}

/** Puts what is left of a payment on invoices: by the agency's rule or by hand. */
export default function AllocateDialog({ payment, onClose }: PaymentDialogProps) {
  const trpc = useTRPC();
  const show = usePaymentChange();
  const reload = usePaymentReload(payment.id);
  const [idempotencyKey] = useState(() => crypto.randomUUID());
  const sources = sourcesOf(payment);
  const [chosenSource, setSource] = useState<Source>("unallocated");
  const source = sources.find(({ value }) => value === chosenSource) ?? sources[0];
  const [picked, setPicked] = useState<ComboboxOption | null>(null);
  const [isSurplusCredit, setSurplusCredit] = useState(true);
  const leaseId = payment.leaseId ?? picked?.value ?? null;
  const amountMinor = source?.minor ?? 0;
  const plan = useAllocationPlan({
    leaseId,
    amountMinor,
    currency: payment.currency,
    reference: payment.reference,
  });
  const allocate = useMutation(
    trpc.payments.allocate.mutationOptions({
      onSuccess: (next) => {
        show(next);
        notify({ title: text.allocated, tone: "good" });
        onClose();
      },
    }),
  );
  const isKept = source?.value === "unallocated" && plan.surplusMinor > 0 && isSurplusCredit;
  const onInvoices =
    plan.allocatedMinor > 0
      ? text.allocateSubmit(moneyText(plan.allocatedMinor, payment.currency))
      : text.allocate;
  return (
    <FormDialog
      size="lg"
      title={text.allocateTitle(payment.number)}
      description={text.allocateHelp(moneyText(amountMinor, payment.currency))}
      submitLabel={plan.allocatedMinor === 0 && isKept ? text.allocateKeep : onInvoices}
      isReady={
        leaseId !== null &&
        plan.query.data !== undefined &&
        plan.isSound &&
        (plan.allocatedMinor > 0 || isKept)
      }
      isBusy={allocate.isPending}
      error={allocate.error}
      shown={["leaseId"]}
      onReload={() => void reload().then(() => allocate.reset())}
      onClose={onClose}
      onSubmit={() =>
        source &&
        allocate.mutate({
          paymentId: payment.id,
          version: payment.version,
          leaseId: payment.leaseId === null ? leaseId : null,
          source: source.value,
          allocations: plan.allocations,
          isSurplusCredit,
          idempotencyKey,
        })
      }
    >
      {sources.length > 1 && source && (
        <SegmentedControl
          label={text.source}
          segments={sources}
          value={source.value}
          onChange={setSource}
          className="justify-self-start"
        />
      )}
      {payment.leaseId === null && (
        <Field
          label={recording.lease}
          help={recording.leaseHelp}
          isRequired
          error={fieldError(allocate.error, "leaseId")}
        >
          <LeasePicker value={picked} onChange={setPicked} />
        </Field>
      )}
      {leaseId !== null && (
        <>
          <AllocationPreview plan={plan} currency={payment.currency} amountMinor={amountMinor} />
          <PlanTotals plan={plan} currency={payment.currency} amountMinor={amountMinor} />
        </>
      )}
      {leaseId !== null && source?.value === "unallocated" && plan.surplusMinor > 0 && (
        <Checkbox
          label={recording.surplusCredit}
          help={recording.surplusCreditHelp}
          checked={isSurplusCredit}
          onChange={(event) => setSurplusCredit(event.target.checked)}
        />
      )}
    </FormDialog>
  );
}
