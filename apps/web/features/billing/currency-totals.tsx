import { Money } from "@stead/ui/money";

export type CurrencyTotal = { currency: string; totalMinor: number };

/** Totals of several currencies, never added up. */
export function CurrencyTotals({ totals }: { readonly totals: readonly CurrencyTotal[] }) {
  if (totals.length === 0) return <Money amountMinor={0} />;
  return (
    <span className="inline-flex flex-wrap justify-end gap-x-3">
      {totals.map(({ currency, totalMinor }) => (
        <Money key={currency} amountMinor={totalMinor} currency={currency} hasCurrency isZeroShown />
      ))}
    </span>
  );
}
