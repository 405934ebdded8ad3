"use client";

import { currencyExponent } from "@stead/kernel/currencies";
import { Button, IconButton } from "@stead/ui/button";
import { DateInput } from "@stead/ui/date-input";
import { Field, FieldGrid } from "@stead/ui/field";
import { MoneyInput } from "@stead/ui/money-input";
import { Select } from "@stead/ui/select";
import { TextInput } from "@stead/ui/text-input";
import Plus from "lucide-react/icons/plus";
import X from "lucide-react/icons/x";
import { fieldError } from "../../lib/form-failure.tsx";
import { keyOf } from "../../lib/list-state.ts";
import { optionsOf } from "../../lib/options-of.ts";
import { PercentInput } from "../../lib/percent-input.tsx";
import { useSession } from "../../lib/session.tsx";
import { leaseForm as text } from "../../messages/en/lease-form.ts";
import { newItem, type ItemValues } from "./lease-form.ts";

const frequencyOptions = optionsOf(text.frequencies);
const additions = [
  { kind: "utility", label: text.addUtility },
  { kind: "parking", label: text.addParking },
  { kind: "concession", label: text.addConcession },
  { kind: "other", label: text.addOther },
] as const;

export type LeaseItemFieldsProps = {
  items: readonly ItemValues[];
  onChange: (items: ItemValues[]) => void;
  currency: string;
  error: unknown;
  /** Where the amounts are in the input: `items`, `addItems`. */
  path: string;
  /** Amounts of an amendment begin on its day. */
  hasFrom?: boolean;
};

/** Amounts beside the rent: utilities, parking, a concession. */
export function LeaseItemFields({
  items,
  onChange,
  currency,
  error,
  path,
  hasFrom = true,
}: LeaseItemFieldsProps) {
  const change = (key: string, patch: Partial<ItemValues>) =>
    onChange(items.map((item) => (item.key === key ? { ...item, ...patch } : item)));
  return (
    <div className="grid gap-4">
      {items.map((item, index) => (
        <ItemRow
          key={item.key}
          item={item}
          currency={currency}
          hasFrom={hasFrom}
          wrong={(field) => fieldError(error, `${path}.${index}.${field}`)}
          onChange={(patch) => change(item.key, patch)}
          onRemove={() => onChange(items.filter(({ key }) => key !== item.key))}
        />
      ))}
      <div className="flex flex-wrap gap-2">
        {additions.map(({ kind, label }) => (
          <Button key={kind} size="sm" icon={<Plus />} onClick={() => onChange([...items, newItem(kind)])}>
            {label}
          </Button>
        ))}
      </div>
    </div>
  );
}

type ItemRowProps = {
  item: ItemValues;
  currency: string;
  hasFrom: boolean;
  wrong: (field: string) => string | null;
  onChange: (patch: Partial<ItemValues>) => void;
  onRemove: () => void;
};

function ItemRow({ item, currency, hasFrom, wrong, onChange, onRemove }: ItemRowProps) {
  const { today } = useSession();
  return (
    <fieldset aria-label={text.itemKinds[item.kind]} className="grid gap-3 rounded-md border p-3">
      <div className="flex items-center justify-between gap-2">
        <p className="font-medium">{text.itemKinds[item.kind]}</p>
        <IconButton
          size="sm"
          label={text.removeItem(item.description)}
          icon={<X />}
          tipAlign="end"
          onClick={onRemove}
        />
      </div>
      <FieldGrid columns={3}>
        <Field label={text.itemDescription} isRequired error={wrong("description")}>
          <TextInput
            maxLength={200}
            autoFocus
            value={item.description}
            onChange={(event) => onChange({ description: event.target.value })}
          />
        </Field>
        <Field
          label={item.kind === "concession" ? text.itemDiscount : text.itemAmount}
          isRequired
          error={wrong("amountMinor")}
        >
          <MoneyInput
            valueMinor={item.amountMinor}
            onChange={(amountMinor) => onChange({ amountMinor })}
            exponent={currencyExponent(currency)}
            currency={currency}
          />
        </Field>
        <Field label={text.frequency} error={wrong("frequency")}>
          <Select
            options={frequencyOptions}
            value={item.frequency}
            onChange={(event) =>
              onChange({ frequency: keyOf(text.frequencies, event.target.value) ?? item.frequency })
            }
          />
        </Field>
        <Field label={text.tax} isOptional error={wrong("taxPpm")}>
          <PercentInput valuePpm={item.taxPpm} onChange={(taxPpm) => onChange({ taxPpm })} />
        </Field>
        {hasFrom && (
          <Field label={text.fromOn} isOptional error={wrong("fromOn")}>
            <DateInput today={today} value={item.fromOn} onChange={(fromOn) => onChange({ fromOn })} />
          </Field>
        )}
        {item.frequency !== "once" && (
          <Field label={text.toOn} isOptional error={wrong("toOn")}>
            <DateInput today={today} value={item.toOn} onChange={(toOn) => onChange({ toOn })} />
          </Field>
        )}
      </FieldGrid>
    </fieldset>
  );
}
