"use client";

import { currencyExponent } from "@stead/kernel/currencies";
import { Button } from "@stead/ui/button";
import { Checkbox } from "@stead/ui/checkbox";
import { DateInput } from "@stead/ui/date-input";
import { Field, FieldGrid } from "@stead/ui/field";
import { MoneyInput } from "@stead/ui/money-input";
import { SegmentedControl } from "@stead/ui/segmented-control";
import { Select } from "@stead/ui/select";
import { TextArea, TextInput } from "@stead/ui/text-input";
import { fieldError } from "../../lib/form-failure.tsx";
import { moneyText } from "../../lib/format.ts";
import { LeasePicker } from "../../lib/lease-picker.tsx";
import { recording as text } from "../../messages/en/payments.ts";
import type { PaymentForm } from "./use-payment-form.ts";

const rails = [
  { value: "bank", label: text.rails.bank },
  { value: "cash", label: text.rails.cash },
] as const;

type FieldsProps = { readonly form: PaymentForm; readonly error: unknown };

/** What came, from whom and how. */
export function PaymentFields({ form, error }: FieldsProps) {
  const { values, set } = form;
  return (
    <div className="grid content-start gap-5">
      <WhoseFields form={form} error={error} />
      <FieldGrid columns={2}>
        <AmountField form={form} error={error} />
        <Field label={text.receivedOn} isRequired error={fieldError(error, "receivedOn")}>
          <DateInput
            value={values.receivedOn}
            onChange={(receivedOn) => set({ receivedOn })}
            today={form.today}
            max={form.today}
          />
        </Field>
      </FieldGrid>
      <RailFields form={form} error={error} />
      <PayerField form={form} error={error} />
      <Field label={text.note} isOptional error={fieldError(error, "note")}>
        <TextArea
          rows={2}
          maxLength={4000}
          value={values.note}
          onChange={(event) => set({ note: event.target.value })}
        />
      </Field>
    </div>
  );
}

function WhoseFields({ form, error }: FieldsProps) {
  const { values, set } = form;
  return (
    <div className="grid gap-2">
      <Field label={text.lease} isRequired={!values.isUnknown} error={fieldError(error, "leaseId")}>
        <LeasePicker
          value={values.isUnknown ? null : form.picked}
          onChange={form.pick}
          isDisabled={values.isUnknown}
        />
      </Field>
      {form.lease && <LeaseMoney form={form} />}
      <Checkbox
        label={text.unknown}
        help={text.unknownHelp}
        checked={values.isUnknown}
        onChange={(event) => set({ isUnknown: event.target.checked })}
      />
    </div>
  );
}

/** Cash or bank, what the tenant wrote, and the bank's own number. */
function RailFields({ form, error }: FieldsProps) {
  const { values, set } = form;
  return (
    <>
      <div className="grid justify-items-start gap-1.5">
        <span className="font-medium">{text.rail}</span>
        <SegmentedControl
          label={text.rail}
          segments={rails}
          value={values.rail}
          onChange={(rail) => set({ rail })}
        />
      </div>
      <FieldGrid columns={2}>
        <Field
          label={text.reference}
          isOptional
          help={text.referenceHelp}
          error={fieldError(error, "reference")}
        >
          <TextInput
            maxLength={100}
            value={values.reference}
            onChange={(event) => set({ reference: event.target.value })}
          />
        </Field>
        {values.rail === "bank" && (
          <Field
            label={text.externalId}
            isOptional
            help={text.externalIdHelp}
            error={fieldError(error, "externalId")}
          >
            <TextInput
              maxLength={100}
              value={values.externalId}
              onChange={(event) => set({ externalId: event.target.value })}
            />
          </Field>
        )}
      </FieldGrid>
    </>
  );
}

/** What the tenant owes, and the button that takes it as the amount. */
function LeaseMoney({ form }: { readonly form: PaymentForm }) {
  const { lease, set } = form;
  if (!lease) return null;
  const open = moneyText(lease.openMinor, lease.currency);
  return (
    <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-ink-2">
      {lease.openMinor > 0 ? (
        <Button size="sm" onClick={() => set({ amountMinor: lease.openMinor })}>
          {text.payAll(open)}
        </Button>
      ) : (
        text.owesNothing
      )}
      {lease.creditMinor > 0 && <span>{text.hasCredit(moneyText(lease.creditMinor, lease.currency))}</span>}
    </p>
  );
}

function AmountField({ form, error }: FieldsProps) {
  const { values, set, currency } = form;
  const amount = (
    <Field label={text.amount} isRequired error={fieldError(error, "amountMinor")}>
      <MoneyInput
        valueMinor={values.amountMinor}
        onChange={(amountMinor) => set({ amountMinor })}
        exponent={currencyExponent(currency)}
        currency={currency}
      />
    </Field>
  );
  if (!values.isUnknown) return amount;
  const currencies = Intl.supportedValuesOf("currency").map((code) => ({ value: code, label: code }));
  return (
    <div className="grid grid-cols-[1fr_6rem] gap-3">
      {amount}
      <Field label={text.currency} isRequired error={fieldError(error, "currency")}>
        <Select
          options={currencies}
          value={values.currency}
          onChange={(event) => set({ currency: event.target.value })}
        />
      </Field>
    </div>
  );
}

/** Who of several people on the lease paid. */
function PayerField({ form, error }: FieldsProps) {
  const parties = form.lease?.parties ?? [];
  if (parties.length < 2) return null;
  return (
    <Field label={text.payer} isOptional error={fieldError(error, "payerContactId")}>
      <Select
        options={[
          { value: "", label: text.payerSame },
          ...parties.map(({ contactId, name }) => ({ value: contactId, label: name })),
        ]}
        value={form.values.payerContactId}
        onChange={(event) => form.set({ payerContactId: event.target.value })}
      />
    </Field>
  );
}
