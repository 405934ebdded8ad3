import { Money } from "@stead/ui/money";
import type { ReactNode } from "react";

type MoneyTitleProps = {
  readonly children: ReactNode;
  readonly amountMinor: number;
  readonly currency: string;
};

/** The title of a record that is about an amount: whose it is, and how much. */
export function MoneyTitle({ children, amountMinor, currency }: MoneyTitleProps) {
  return (
    <>
      {children}{" "}
      <Money
        amountMinor={amountMinor}
        currency={currency}
        hasCurrency
        isZeroShown
        className="font-normal text-ink-2"
      />
    </>
  );
}
