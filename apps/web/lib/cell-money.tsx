"use client";

import { Money, type MoneyProps } from "@stead/ui/money";
import { useSession } from "./session.tsx";

export type CellMoneyProps = Pick<MoneyProps, "tone" | "isZeroShown" | "className"> & {
  amountMinor: number | null;
  currency: string;
};

/** An amount in a column headed by the agency's currency: one in another currency names its own. */
export function CellMoney({ amountMinor, currency, ...look }: CellMoneyProps) {
  const { agency } = useSession();
  return (
    <Money
      {...look}
      amountMinor={amountMinor}
      currency={currency}
      hasCurrency={currency !== agency.currency}
    />
  );
}
