"use client";

import { DateInput } from "@stead/ui/date-input";
import { Field, FieldGrid } from "@stead/ui/field";
import { formatMoney } from "@stead/ui/format";
import { Select } from "@stead/ui/select";
import { TextInput } from "@stead/ui/text-input";
import { useState } from "react";
import { payouts as text } from "../messages/en/payouts.ts";
import { fieldError } from "./form-failure.tsx";
import { moneyText } from "./format.ts";
import { isWithin, LimitedAmount } from "./limited-amount.tsx";
import { oneOf } from "./list-state.ts";
import { optionsOf } from "./options-of.ts";
import { useSession } from "./session.tsx";

export type Payout = {
  amountMinor: number | null;
  rail: "cash" | "bank";
  paidOn: string | null;
  reason: string;
};

export type PayoutForm = {
  values: Payout;
  set: (patch: Partial<Payout>) => void;
  mostMinor: number;
  currency: string;
  today: string;
  /** The values once they can be sent, with the amount as it must be typed to confirm; null before. */
  ready: {
    amountMinor: number;
    rail: "cash" | "bank";
    paidOn: string;
    reason: string;
    phrase: string;
  } | null;
  /** The amount in words. */
  amount: string;
};

export type PayoutOptions = { currency: string; mostMinor: number; rail: "cash" | "bank" };

/** The state of a form that pays money back: at most what there is. */
export function usePayout({ currency, mostMinor, rail }: PayoutOptions): PayoutForm {
  const { today } = useSession();
  const [values, setValues] = useState<Payout>({ amountMinor: mostMinor, rail, paidOn: today, reason: "" });
  const { amountMinor, paidOn, reason } = values;
  const isReady = isWithin(amountMinor, mostMinor) && paidOn !== null && reason.trim() !== "";
  return {
    values,
    set: (patch) => setValues((before) => ({ ...before, ...patch })),
    mostMinor,
    currency,
    today,
    ready: isReady
      ? { amountMinor, rail: values.rail, paidOn, reason, phrase: formatMoney(amountMinor, { currency }) }
      : null,
    amount: moneyText(amountMinor ?? 0, currency),
  };
}

const rails = optionsOf(text.rails);

/** How much is paid back, by what, when and why. */
export function PayoutFields({ form, error }: { readonly form: PayoutForm; readonly error: unknown }) {
  const { values, set, currency, mostMinor, today } = form;
  const problem = (path: string) => fieldError(error, path);
  return (
    <>
      <FieldGrid columns={3}>
        <LimitedAmount
          label={text.amount}
          amountMinor={values.amountMinor}
          mostMinor={mostMinor}
          currency={currency}
          onChange={(amountMinor) => set({ amountMinor })}
          tooLarge={text.most}
          error={problem("amountMinor") ?? null}
        />
        <Field label={text.rail} isRequired error={problem("rail")}>
          <Select
            options={rails}
            value={values.rail}
            onChange={(event) => set({ rail: oneOf(["cash", "bank"], event.target.value) ?? values.rail })}
          />
        </Field>
        <Field label={text.paidOn} isRequired error={problem("paidOn")}>
          <DateInput value={values.paidOn} onChange={(paidOn) => set({ paidOn })} today={today} max={today} />
        </Field>
      </FieldGrid>
      <Field label={text.reason} isRequired error={problem("reason")}>
        <TextInput
          maxLength={200}
          value={values.reason}
          onChange={(event) => set({ reason: event.target.value })}
        />
      </Field>
    </>
  );
}
