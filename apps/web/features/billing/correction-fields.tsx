"use client";

import { DateInput } from "@stead/ui/date-input";
import { Field, FieldGrid } from "@stead/ui/field";
import { TextInput } from "@stead/ui/text-input";
import { useState } from "react";
import { fieldError } from "../../lib/form-failure.tsx";
import { moneyText } from "../../lib/format.ts";
import { isWithin, LimitedAmount } from "../../lib/limited-amount.tsx";
import { useSession } from "../../lib/session.tsx";
import { invoices as text } from "../../messages/en/billing.ts";

export type Correction = {
  amountMinor: number | null;
  on: string | null;
  reason: string;
};

export type CorrectionForm = {
  values: Correction;
  set: (patch: Partial<Correction>) => void;
  /** The most that can be taken from the invoice. */
  mostMinor: number;
  currency: string;
  today: string;
  /** The values once they can be sent; null before. */
  ready: { amountMinor: number; on: string; reason: string } | null;
  /** The amount in words. */
  amount: string;
};

/** The state of a form that takes something from an invoice. */
export function useCorrection(options: {
  currency: string;
  mostMinor: number;
  amountMinor: number | null;
}): CorrectionForm {
  const { currency, mostMinor } = options;
  const { today } = useSession();
  const [values, setValues] = useState<Correction>({
    amountMinor: options.amountMinor,
    on: today,
    reason: "",
  });
  const { amountMinor, on, reason } = values;
  return {
    values,
    set: (patch) => setValues((before) => ({ ...before, ...patch })),
    mostMinor,
    currency,
    today,
    ready:
      isWithin(amountMinor, mostMinor) && on !== null && reason.trim() !== ""
        ? { amountMinor, on, reason }
        : null,
    amount: moneyText(amountMinor ?? 0, currency),
  };
}

export type CorrectionFieldsProps = {
  readonly form: CorrectionForm;
  readonly error: unknown;
  readonly dateLabel: string;
  /** The path of the day in the input. */
  readonly datePath: string;
  readonly reasonHelp?: string;
};

/** How much, when and why something is taken from an invoice. */
export function CorrectionFields({ form, error, dateLabel, datePath, reasonHelp }: CorrectionFieldsProps) {
  const { values, set, currency, mostMinor, today } = form;
  return (
    <>
      <FieldGrid columns={2}>
        <LimitedAmount
          label={text.amount}
          amountMinor={values.amountMinor}
          mostMinor={mostMinor}
          currency={currency}
          onChange={(amountMinor) => set({ amountMinor })}
          tooLarge={text.amountTooLarge}
          error={fieldError(error, "amountMinor") ?? null}
          all={text.creditAll}
        />
        <Field label={dateLabel} isRequired error={fieldError(error, datePath)}>
          <DateInput value={values.on} onChange={(on) => set({ on })} today={today} max={today} />
        </Field>
      </FieldGrid>
      <Field label={text.reason} help={reasonHelp} isRequired error={fieldError(error, "reason")}>
        <TextInput
          maxLength={200}
          value={values.reason}
          onChange={(event) => set({ reason: event.target.value })}
        />
      </Field>
    </>
  );
}
