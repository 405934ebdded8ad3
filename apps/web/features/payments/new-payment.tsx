"use client";

import { Breadcrumbs } from "@stead/ui/breadcrumbs";
import { Button, ButtonLink } from "@stead/ui/button";
import { EmptyState } from "@stead/ui/empty-state";
import { FormActions } from "@stead/ui/field";
import { PageHeader } from "@stead/ui/page-header";
import { notify } from "@stead/ui/toast";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTRPC } from "../../lib/api.ts";
import { FormFailure } from "../../lib/form-failure.tsx";
import { moneyText } from "../../lib/format.ts";
import { useInvalidate } from "../../lib/invalidate.ts";
import { useCan } from "../../lib/session.tsx";
import { forms } from "../../messages/en/forms.ts";
import { payments, recording as text } from "../../messages/en/payments.ts";
import { records } from "../../messages/en/records.ts";
import { PaymentFields } from "./payment-fields.tsx";
import { PaymentPlan } from "./payment-plan.tsx";
import { useAllocationPlan } from "./use-allocation-plan.ts";
import { usePaymentForm } from "./use-payment-form.ts";

const shown = [
  "leaseId",
  "amountMinor",
  "currency",
  "receivedOn",
  "reference",
  "externalId",
  "note",
  "payerContactId",
];

/** Sends the payment and shows its receipt. */
function useRecord() {
  const trpc = useTRPC();
  const router = useRouter();
  const queryClient = useQueryClient();
  const invalidate = useInvalidate();
  return useMutation(
    trpc.payments.record.mutationOptions({
      onSuccess: (payment) => {
        queryClient.setQueryData(trpc.payments.get.queryKey({ id: payment.id }), payment);
        void invalidate("payments");
        notify({ title: text.done(payment.number), tone: "good" });
        router.push(`/payments/${payment.id}/receipt`);
      },
    }),
  );
}

/** Records a payment, for those who may. */
export function NewPayment() {
  if (useCan("payments:write")) return <RecordPayment />;
  return (
    <EmptyState title={text.notAllowed} action={<ButtonLink href="/payments">{payments.title}</ButtonLink>}>
      {text.notAllowedHelp}
    </EmptyState>
  );
}

/** Records money that came by cash or bank, and shows beside the form which invoices it pays. */
function RecordPayment() {
  const form = usePaymentForm();
  const { values, currency, leaseId, preferredInvoiceId } = form;
  const { amountMinor } = values;
  const reference = values.reference.trim() || null;
  const plan = useAllocationPlan({ leaseId, amountMinor, currency, reference, preferredInvoiceId });
  const record = useRecord();
  const isReady = form.isComplete && (leaseId === null || plan.isSound);
  const crumbs = [{ label: payments.title, href: "/payments" }, { label: text.title }];
  return (
    <>
      <PageHeader above={<Breadcrumbs label={records.where} crumbs={crumbs} />} title={text.title} />
      <form
        className="grid gap-x-12 gap-y-8 lg:grid-cols-[minmax(0,1fr)_minmax(0,26rem)] lg:grid-rows-[auto_1fr]"
        onSubmit={(event) => {
          event.preventDefault();
          const input = form.toInput(plan);
          if (isReady && input !== null && !record.isPending) record.mutate(input);
        }}
      >
        <PaymentFields form={form} error={record.error} />
        <div className="lg:col-start-2 lg:row-span-2 lg:row-start-1">
          <PaymentPlan form={form} plan={plan} />
        </div>
        <div className="grid content-start gap-3">
          <FormFailure error={record.error} shown={shown} />
          <FormActions>
            <Button type="submit" variant="primary" disabled={!isReady} isLoading={record.isPending}>
              {amountMinor ? text.submit(moneyText(amountMinor, currency)) : text.submitPlain}
            </Button>
            <ButtonLink variant="quiet" href="/payments">
              {forms.cancel}
            </ButtonLink>
          </FormActions>
        </div>
      </form>
    </>
  );
}
