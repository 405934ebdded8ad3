"use client";

import type { LeaseDepositDto } from "@stead/contracts/deposits";
import { isWithin, LimitedAmount } from "../../lib/limited-amount.tsx";
import { deposits as text } from "../../messages/en/deposits.ts";

export type AmountFieldProps = {
  readonly deposit: LeaseDepositDto;
  readonly amountMinor: number | null;
  readonly onChange: (amountMinor: number | null) => void;
  readonly error: string | null;
};

/** True for an amount that the held deposit has. */
export function isHeld(deposit: LeaseDepositDto, amountMinor: number | null): amountMinor is number {
  return isWithin(amountMinor, deposit.heldMinor);
}

/** An amount of the held deposit, at most all of it. */
export function AmountField({ deposit, amountMinor, onChange, error }: AmountFieldProps) {
  return (
    <LimitedAmount
      label={text.amount}
      amountMinor={amountMinor}
      mostMinor={deposit.heldMinor}
      currency={deposit.currency}
      onChange={onChange}
      tooLarge={text.most}
      error={error}
      all={text.all}
    />
  );
}
