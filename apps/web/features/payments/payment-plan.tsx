"use client";

import { Checkbox } from "@stead/ui/checkbox";
import { Money } from "@stead/ui/money";
import { Section } from "@stead/ui/section";
import { recording as text } from "../../messages/en/payments.ts";
import { AllocationPreview } from "./allocation-preview.tsx";
import type { AllocationPlan } from "./use-allocation-plan.ts";
import type { PaymentForm } from "./use-payment-form.ts";

/** Beside the form: which invoices the money pays, and what is left over. */
export function PaymentPlan({ form, plan }: { readonly form: PaymentForm; readonly plan: AllocationPlan }) {
  const { values, currency, leaseId } = form;
  const amountMinor = values.amountMinor ?? 0;
  return (
    <Section
      title={text.preview}
      className="rounded-lg bg-sunken p-5 lg:sticky lg:top-[calc(var(--frame-top)+1.5rem)]"
    >
      {values.isUnknown && <p className="text-ink-2">{text.previewUnknown}</p>}
      {!values.isUnknown && (leaseId === null || amountMinor === 0) && (
        <p className="text-ink-2">{text.previewEmpty}</p>
      )}
      {leaseId !== null && amountMinor > 0 && (
        <div className="grid gap-4">
          <AllocationPreview plan={plan} currency={currency} amountMinor={amountMinor} />
          <PlanTotals plan={plan} currency={currency} amountMinor={amountMinor} />
          {plan.surplusMinor > 0 && (
            <Checkbox
              label={text.surplusCredit}
              help={text.surplusCreditHelp}
              checked={values.isSurplusCredit}
              onChange={(event) => form.set({ isSurplusCredit: event.target.checked })}
            />
          )}
        </div>
      )}
    </Section>
  );
}

/** The sum: what goes on invoices and what is left, together what came. */
export function PlanTotals({
  plan,
  currency,
  amountMinor,
}: {
  readonly plan: AllocationPlan;
  readonly currency: string;
  readonly amountMinor: number;
}) {
  return (
    <dl className="grid grid-cols-[1fr_auto] gap-y-1 border-t border-line-strong pt-3 tabular-nums">
      <dt className="text-ink-2">{text.onInvoices}</dt>
      <dd className="text-right">
        <Money amountMinor={plan.allocatedMinor} currency={currency} isZeroShown />
      </dd>
      <dt className="text-ink-2">{text.surplus}</dt>
      <dd className="text-right">
        <Money amountMinor={plan.surplusMinor} currency={currency} isZeroShown />
      </dd>
      <dt className="font-semibold">{text.total}</dt>
      <dd className="text-right font-semibold">
        <Money amountMinor={amountMinor} currency={currency} hasCurrency isZeroShown />
      </dd>
    </dl>
  );
}
