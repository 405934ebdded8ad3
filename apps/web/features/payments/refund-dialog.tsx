"use client";

import { currencyExponent } from "@stead/kernel/currencies";
import { DateInput } from "@stead/ui/date-input";
import { Field, FieldGrid } from "@stead/ui/field";
import { formatMoney } from "@stead/ui/format";
import { MoneyInput } from "@stead/ui/money-input";
import { SegmentedControl } from "@stead/ui/segmented-control";
import { Select } from "@stead/ui/select";
import { TextInput } from "@stead/ui/text-input";
import { notify } from "@stead/ui/toast";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "../../lib/api.ts";
import { FormDialog } from "../../lib/form-dialog.tsx";
import { fieldError } from "../../lib/form-failure.tsx";
import { moneyText } from "../../lib/format.ts";
import { oneOf } from "../../lib/list-state.ts";
import { useSession } from "../../lib/session.tsx";
import { payment as text, recording } from "../../messages/en/payments.ts";
import { sourcesOf, type PaymentDialogProps, type Source } from "./allocate-dialog.tsx";
import { usePaymentChange, usePaymentReload } from "./use-payment-change.ts";

const rails = Object.entries(recording.rails).map(([value, label]) => ({ value, label }));

/** Pays back what is unallocated or held as credit; the amount is typed twice, since money leaves. */
export default function RefundDialog({ payment, onClose }: PaymentDialogProps) {
  const trpc = useTRPC();
  const { today } = useSession();
  const show = usePaymentChange();
  const reload = usePaymentReload(payment.id);
  const { currency } = payment;
  const [idempotencyKey] = useState(() => crypto.randomUUID());
  const sources = sourcesOf(payment);
  const [chosenSource, setSource] = useState<Source>("unallocated");
  const source = sources.find(({ value }) => value === chosenSource) ?? sources[0];
  const mostMinor = source?.minor ?? 0;
  const [amountMinor, setAmountMinor] = useState<number | null>(mostMinor);
  const [rail, setRail] = useState<"cash" | "bank">(payment.rail === "cash" ? "cash" : "bank");
  const [paidOn, setPaidOn] = useState<string | null>(today);
  const [reason, setReason] = useState("");
  const refund = useMutation(
    trpc.payments.refund.mutationOptions({
      onSuccess: (next) => {
        show(next);
        notify({ title: text.refundDone(moneyText(amountMinor ?? 0, currency)), tone: "good" });
        onClose();
      },
    }),
  );
  const error = (path: string) => fieldError(refund.error, path);
  const isTooLarge = amountMinor !== null && amountMinor > mostMinor;
  const isReady =
    amountMinor !== null && amountMinor > 0 && !isTooLarge && paidOn !== null && reason.trim() !== "";
  return (
    <FormDialog
      title={text.refundTitle(payment.number)}
      description={text.refundHelp(moneyText(mostMinor, currency))}
      submitLabel={amountMinor ? text.refundSubmit(moneyText(amountMinor, currency)) : text.refund}
      tone="danger"
      isReady={isReady}
      {...(isReady && { phrase: formatMoney(amountMinor, { currency }) })}
      isBusy={refund.isPending}
      error={refund.error}
      shown={["amountMinor", "rail", "paidOn", "reason"]}
      onReload={() => void reload().then(() => refund.reset())}
      onClose={onClose}
      onSubmit={() => {
        if (source === undefined || amountMinor === null || paidOn === null) return;
        refund.mutate({
          paymentId: payment.id,
          version: payment.version,
          source: source.value,
          amountMinor,
          rail,
          paidOn,
          reason,
          idempotencyKey,
        });
      }}
    >
      {sources.length > 1 && source && (
        <SegmentedControl
          label={text.refundFrom}
          segments={sources}
          value={source.value}
          onChange={setSource}
          className="justify-self-start"
        />
      )}
      <FieldGrid columns={3}>
        <Field
          label={text.amount}
          isRequired
          error={isTooLarge ? text.refundMost(moneyText(mostMinor, currency)) : error("amountMinor")}
        >
          <MoneyInput
            valueMinor={amountMinor}
            onChange={setAmountMinor}
            exponent={currencyExponent(currency)}
            currency={currency}
          />
        </Field>
        <Field label={text.refundRail} isRequired error={error("rail")}>
          <Select
            options={rails}
            value={rail}
            onChange={(event) => setRail(oneOf(["cash", "bank"], event.target.value) ?? rail)}
          />
        </Field>
        <Field label={text.refundOn} isRequired error={error("paidOn")}>
          <DateInput value={paidOn} onChange={setPaidOn} today={today} max={today} />
        </Field>
      </FieldGrid>
      <Field label={text.reason} isRequired error={error("reason")}>
        <TextInput maxLength={200} value={reason} onChange={(event) => setReason(event.target.value)} />
      </Field>
    </FormDialog>
  );
}
