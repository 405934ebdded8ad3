"use client";

import { Money, type MoneyProps } from "@stead/ui/money";
import type { TableColumn } from "@stead/ui/table";
import { useSession } from "./session.tsx";

export type CellMoneyProps = Pick<MoneyProps, "tone" | "isZeroShown" | "isWhole" | "className"> & {
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

export type MoneyColumn<Row> = Pick<
  TableColumn<Row>,
  "id" | "header" | "isSortable" | "from" | "phone" | "total"
> & {
  amountOf: (row: Row) => number | null;
  /** Red above zero. */
  isOwed?: (row: Row) => boolean;
  isZeroShown?: boolean;
  width?: number;
};

/** A column of amounts, headed by a currency; a row in another one names its own. */
export function moneyColumn<Row extends { currency: string }>(
  unit: string | null,
  { amountOf, isOwed, isZeroShown = false, width = 124, ...column }: MoneyColumn<Row>,
): TableColumn<Row> {
  return {
    ...column,
    ...(unit !== null && { unit }),
    width,
    align: "right",
    cell: (row) => (
      <CellMoney
        amountMinor={amountOf(row)}
        currency={row.currency}
        isZeroShown={isZeroShown}
        tone={isOwed?.(row) ? "owed" : "plain"}
      />
    ),
  };
}
