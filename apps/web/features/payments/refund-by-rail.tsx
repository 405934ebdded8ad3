"use client";

import type { RefundWaysDto } from "@stead/contracts/disbursements";
import { Callout } from "@stead/ui/callout";
import { Field } from "@stead/ui/field";
import { formatMoney } from "@stead/ui/format";
import { TextInput } from "@stead/ui/text-input";
import { useState } from "react";
import { FormDialog } from "../../lib/form-dialog.tsx";
import { fieldError } from "../../lib/form-failure.tsx";
import { moneyText } from "../../lib/format.ts";
import { isWithin, LimitedAmount } from "../../lib/limited-amount.tsx";
import { refundForm as text } from "../../messages/en/disbursements.ts";
import { payment as words } from "../../messages/en/payments.ts";
import { payouts } from "../../messages/en/payouts.ts";
import { BankFields, bankOf, bankPaths, emptyBank, isBankReady } from "../disbursements/bank-fields.tsx";
import type { RefundFormProps } from "./refund-by-hand.tsx";
import { SourceSwitch, useSource } from "./payment-source.tsx";
import { usePaymentReload } from "./use-payment-change.ts";
import { useRequestRefund } from "./use-request-refund.ts";

/** A way by which this payment can go back. */
export type RefundWay = RefundWaysDto["ways"][number];

type RailFormProps = RefundFormProps & {
  readonly way: RefundWay;
  /** What goes out without a second person; null when everything needs one. */
  readonly freeMinor: number | null;
};

/** Asks for money to go back by a provider or the bank; above the limit it waits for a second person. */
export function RefundByRail({ payment, onClose, chooser, way, freeMinor }: RailFormProps) {
  const { currency } = payment;
  const choice = useSource(payment);
  const form = useRailForm(payment, way, choice.source?.minor ?? 0);
  const reload = usePaymentReload(payment.id);
  const { request, submit } = useRequest({ payment, onClose, way, form, source: choice.source?.value });
  const { amountMinor, mostMinor } = form;
  const needsApproval = amountMinor !== null && (freeMinor === null || amountMinor > freeMinor);
  const amount = moneyText(amountMinor ?? 0, currency);
  return (
    <FormDialog
      size="lg"
      title={words.refundTitle(payment.number)}
      submitLabel={needsApproval ? text.ask(amount) : text.send(amount)}
      tone={needsApproval ? "primary" : "danger"}
      isReady={form.isReady}
      {...(form.isReady && !needsApproval && { phrase: formatMoney(amountMinor ?? 0, { currency }) })}
      isBusy={request.isPending}
      error={request.error}
      shown={["amountMinor", "reason", "destination.phone", ...bankPaths("destination.to")]}
      onReload={() => void reload().then(() => request.reset())}
      onClose={onClose}
      onSubmit={submit}
    >
      {chooser}
      <SourceSwitch choice={choice} />
      <LimitedAmount
        label={payouts.amount}
        amountMinor={amountMinor}
        mostMinor={mostMinor}
        currency={currency}
        onChange={form.setAmountMinor}
        tooLarge={payouts.most}
        error={fieldError(request.error, "amountMinor")}
      />
      <Destination way={way} form={form} error={request.error} />
      <Field label={payouts.reason} isRequired error={fieldError(request.error, "reason")}>
        <TextInput
          maxLength={200}
          value={form.reason}
          onChange={(event) => form.setReason(event.target.value)}
        />
      </Field>
      <Callout tone={needsApproval ? "warn" : "info"}>
        {needsApproval && <p>{text.needs}</p>}
        <p>{freeMinor === null ? text.noFree : text.free(moneyText(freeMinor, currency))}</p>
      </Callout>
    </FormDialog>
  );
}

function useRailForm(payment: RefundFormProps["payment"], way: RefundWay, heldMinor: number) {
  const mostMinor = Math.min(heldMinor, way.mostMinor ?? heldMinor);
  const wholeMinor = Math.floor(mostMinor / way.unitMinor) * way.unitMinor;
  const [amountMinor, setAmountMinor] = useState<number | null>(wholeMinor);
  const [phone, setPhone] = useState("");
  const [bank, setBank] = useState(() => emptyBank(payment.tenantName ?? payment.payerName ?? ""));
  const [reason, setReason] = useState("");
  const hasPhone = way.way !== "pay_out" || way.phoneHint !== null || phone.trim() !== "";
  const hasBank = way.way !== "bank_file" || isBankReady(bank);
  const isReady = isWithin(amountMinor, mostMinor) && hasPhone && hasBank && reason.trim() !== "";
  return {
    mostMinor,
    amountMinor,
    setAmountMinor,
    phone,
    setPhone,
    bank,
    setBank,
    reason,
    setReason,
    isReady,
  };
}
type RailForm = ReturnType<typeof useRailForm>;

type Requesting = Pick<RailFormProps, "payment" | "onClose" | "way"> & {
  form: RailForm;
  source: "credit" | "unallocated" | undefined;
};

function useRequest({ payment, onClose, way, form, source }: Requesting) {
  const request = useRequestRefund(onClose);
  const [idempotencyKey] = useState(() => crypto.randomUUID());
  const { amountMinor, reason, isReady } = form;
  const submit = () => {
    if (source === undefined || amountMinor === null || !isReady) return;
    const { id: paymentId, version } = payment;
    const destination = destinationOf(way, form);
    request.mutate({ paymentId, version, source, amountMinor, reason, destination, idempotencyKey });
  };
  return { request, submit };
}

function destinationOf({ way, railAccountId }: RefundWay, { phone, bank }: RailForm) {
  if (way === "pay_out" && railAccountId !== null) {
    const typed = phone.replaceAll(/[\s-]/g, "");
    return { way, railAccountId, phone: typed === "" ? null : typed } as const;
  }
  if (way === "bank_file") return { way, to: bankOf(bank) } as const;
  return { way: "refund" } as const;
}

type DestinationProps = { readonly way: RefundWay; readonly form: RailForm; readonly error: unknown };

/** Where the money goes, where that has to be said. */
function Destination({ way, form, error }: DestinationProps) {
  if (way.way === "bank_file")
    return <BankFields bank={form.bank} onChange={form.setBank} path="destination.to" error={error} />;
  if (way.way !== "pay_out") return null;
  return (
    <Field
      label={text.phone}
      help={way.phoneHint === null ? text.phoneNeeded : text.phoneHelp(way.phoneHint)}
      {...(way.phoneHint === null && { isRequired: true })}
      error={fieldError(error, "destination.phone")}
    >
      <TextInput
        type="tel"
        autoComplete="off"
        value={form.phone}
        onChange={(event) => form.setPhone(event.target.value)}
      />
    </Field>
  );
}
