"use client";

import { currencyExponent } from "@stead/kernel/currencies";
import { IconButton } from "@stead/ui/button";
import { FieldError } from "@stead/ui/field";
import { MoneyInput } from "@stead/ui/money-input";
import { SegmentedControl } from "@stead/ui/segmented-control";
import { Select } from "@stead/ui/select";
import X from "lucide-react/icons/x";
import { ledger as text } from "../../messages/en/ledger.ts";

export type OpeningLine = {
  id: string;
  accountCode: string;
  side: "debit" | "credit";
  amountMinor: number | null;
};

export function newOpeningLine(): OpeningLine {
  return { id: crypto.randomUUID(), accountCode: "", side: "debit", amountMinor: null };
}

/** Debit positive, credit negative. */
export function signedMinor({ side, amountMinor }: OpeningLine): number {
  return side === "debit" ? (amountMinor ?? 0) : -(amountMinor ?? 0);
}

const sides = [
  { value: "debit", label: text.debit },
  { value: "credit", label: text.credit },
] as const;

export type OpeningLineFieldsProps = {
  readonly line: OpeningLine;
  readonly options: readonly { value: string; label: string }[];
  readonly currency: string;
  readonly error: string | null;
  readonly onChange: (patch: Partial<OpeningLine>) => void;
  readonly onRemove: (() => void) | null;
};

/** One account with what stood on it. */
export function OpeningLineFields(props: OpeningLineFieldsProps) {
  const { line, options, currency, error, onChange, onRemove } = props;
  return (
    <li className="grid gap-2">
      <div className="flex flex-wrap items-center gap-2">
        <Select
          aria-label={text.account}
          className="min-w-32 flex-1"
          placeholder={text.account}
          options={options}
          value={line.accountCode}
          onChange={(event) => onChange({ accountCode: event.target.value })}
        />
        <SegmentedControl
          label={text.side}
          segments={sides}
          value={line.side}
          onChange={(side) => onChange({ side })}
        />
        <MoneyInput
          aria-label={text.amount}
          className="w-36"
          currency={currency}
          exponent={currencyExponent(currency)}
          valueMinor={line.amountMinor}
          onChange={(amountMinor) => onChange({ amountMinor })}
        />
        {onRemove && <IconButton label={text.removeLine} icon={<X />} size="sm" onClick={onRemove} />}
      </div>
      {error && <FieldError>{error}</FieldError>}
    </li>
  );
}
