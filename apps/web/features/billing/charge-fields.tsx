"use client";

import { currencyExponent } from "@stead/kernel/currencies";
import { DateInput } from "@stead/ui/date-input";
import { Field, FieldGrid } from "@stead/ui/field";
import { MoneyInput } from "@stead/ui/money-input";
import { Select } from "@stead/ui/select";
import { TextInput } from "@stead/ui/text-input";
import { fieldError } from "../../lib/form-failure.tsx";
import { keyOf } from "../../lib/list-state.ts";
import { optionsOf } from "../../lib/options-of.ts";
import { PercentInput } from "../../lib/percent-input.tsx";
import { useSession } from "../../lib/session.tsx";
import { invoices as text } from "../../messages/en/billing.ts";

export type ChargeValues = {
  kind: keyof typeof text.chargeKinds;
  description: string;
  amountMinor: number | null;
  taxPpm: number | null;
  dueOn: string | null;
};

export type ChargeFieldsProps = {
  readonly values: ChargeValues;
  readonly onChange: (patch: Partial<ChargeValues>) => void;
  readonly currency: string;
  readonly error: unknown;
};

const kinds = optionsOf(text.chargeKinds);

/** What a single charge is for, how much it is and when it is due. */
export function ChargeFields({ values, onChange, currency, error }: ChargeFieldsProps) {
  const { today } = useSession();
  const problem = (path: string) => fieldError(error, path);
  return (
    <>
      <Field label={text.chargeKind} isRequired error={problem("kind")}>
        <Select
          options={kinds}
          value={values.kind}
          onChange={(event) => onChange({ kind: keyOf(text.chargeKinds, event.target.value) ?? values.kind })}
        />
      </Field>
      <Field
        label={text.chargeDescription}
        help={text.chargeDescriptionHelp}
        isRequired
        error={problem("description")}
      >
        <TextInput
          maxLength={200}
          value={values.description}
          onChange={(event) => onChange({ description: event.target.value })}
        />
      </Field>
      <FieldGrid columns={3}>
        <Field label={text.amount} isRequired error={problem("amountMinor")}>
          <MoneyInput
            valueMinor={values.amountMinor}
            onChange={(amountMinor) => onChange({ amountMinor })}
            exponent={currencyExponent(currency)}
            currency={currency}
          />
        </Field>
        <Field label={text.chargeTax} isOptional help={text.chargeTaxHelp} error={problem("taxPpm")}>
          <PercentInput valuePpm={values.taxPpm} onChange={(taxPpm) => onChange({ taxPpm })} />
        </Field>
        <Field label={text.chargeDue} isRequired error={problem("dueOn")}>
          <DateInput value={values.dueOn} onChange={(dueOn) => onChange({ dueOn })} today={today} />
        </Field>
      </FieldGrid>
    </>
  );
}
