import { currencyExponent } from "@stead/kernel/currencies";
import { Field } from "@stead/ui/field";
import { MoneyInput } from "@stead/ui/money-input";
import { TakeAll } from "./take-all.tsx";
import { moneyText } from "./format.ts";

type LimitedAmountProps = {
  readonly label: string;
  readonly amountMinor: number | null;
  readonly mostMinor: number;
  readonly currency: string;
  readonly onChange: (amountMinor: number | null) => void;
  /** What is said when it is more than there is. */
  readonly tooLarge: (most: string) => string;
  readonly error: string | null;
  /** The words that fill in all there is. */
  readonly all?: string;
};

/** True for an amount that can be taken of what there is. */
export function isWithin(amountMinor: number | null, mostMinor: number): amountMinor is number {
  return amountMinor !== null && amountMinor > 0 && amountMinor <= mostMinor;
}

/** An amount of something that has so much and no more. */
export function LimitedAmount(props: LimitedAmountProps) {
  const { label, amountMinor, mostMinor, currency, onChange, tooLarge, error, all } = props;
  const isTooLarge = amountMinor !== null && amountMinor > mostMinor;
  return (
    <Field
      label={label}
      isRequired
      error={isTooLarge ? tooLarge(moneyText(mostMinor, currency)) : error}
      aside={all !== undefined && <TakeAll label={all} onTake={() => onChange(mostMinor)} />}
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
