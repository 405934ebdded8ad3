"use client";

import type { LeaseDepositDto } from "@stead/contracts/deposits";
import { currencyExponent } from "@stead/kernel/currencies";
import { Field } from "@stead/ui/field";
import { MoneyInput } from "@stead/ui/money-input";
import { moneyText } from "../../lib/format.ts";
import { TakeAll } from "../../lib/take-all.tsx";
import { deposits as text } from "../../messages/en/deposits.ts";

export type AmountFieldProps = {
  readonly deposit: LeaseDepositDto;
  readonly amountMinor: number | null;
  readonly onChange: (amountMinor: number | null) => void;
  readonly error: string | null;
};

/** True for an amount that the held deposit has. */
export function isHeld(deposit: LeaseDepositDto, amountMinor: number | null): amountMinor is number {
  return amountMinor !== null && amountMinor > 0 && amountMinor <= deposit.heldMinor;
}

/** An amount of the held deposit, at most all of it. */
export function AmountField({ deposit, amountMinor, onChange, error }: AmountFieldProps) {
  const { currency, heldMinor } = deposit;
  const isTooLarge = amountMinor !== null && amountMinor > heldMinor;
  return (
    <Field
      label={text.amount}
      isRequired
      error={isTooLarge ? text.most(moneyText(heldMinor, currency)) : error}
      aside={<TakeAll label={text.all} onTake={() => onChange(heldMinor)} />}
    >
      <MoneyInput
        valueMinor={amountMinor}
        onChange={onChange}
        exponent={currencyExponent(currency)}
        currency={currency}
      />
    </Field>
  );
}
