"use client";

import { currencyExponent } from "@stead/kernel/currencies";
import { Button, IconButton } from "@stead/ui/button";
import { Field } from "@stead/ui/field";
import { MoneyInput } from "@stead/ui/money-input";
import { TextInput } from "@stead/ui/text-input";
import Plus from "lucide-react/icons/plus";
import X from "lucide-react/icons/x";
import { fieldError } from "../../lib/form-failure.tsx";
import { leaseActions as text } from "../../messages/en/lease-actions.ts";

export type DamageValues = { key: string; description: string; amountMinor: number | null };

export type DamageFieldsProps = {
  damages: readonly DamageValues[];
  onChange: (damages: DamageValues[]) => void;
  currency: string;
  error: unknown;
};

/** What the tenant is charged for on leaving. */
export function DamageFields({ damages, onChange, currency, error }: DamageFieldsProps) {
  const change = (key: string, patch: Partial<DamageValues>) =>
    onChange(damages.map((damage) => (damage.key === key ? { ...damage, ...patch } : damage)));
  return (
    <div className="grid gap-3">
      {damages.map(({ key, description, amountMinor }, index) => (
        <div key={key} className="grid grid-cols-[minmax(0,1fr)_9rem_auto] items-end gap-2">
          <Field label={text.damage} error={fieldError(error, `damages.${index}.description`)}>
            <TextInput
              autoFocus
              maxLength={200}
              value={description}
              onChange={(event) => change(key, { description: event.target.value })}
            />
          </Field>
          <Field label={text.damageAmount} error={fieldError(error, `damages.${index}.amountMinor`)}>
            <MoneyInput
              valueMinor={amountMinor}
              onChange={(next) => change(key, { amountMinor: next })}
              exponent={currencyExponent(currency)}
              currency={currency}
            />
          </Field>
          <IconButton
            label={text.removeDamage}
            icon={<X />}
            tipAlign="end"
            onClick={() => onChange(damages.filter((damage) => damage.key !== key))}
          />
        </div>
      ))}
      <div>
        <Button
          size="sm"
          icon={<Plus />}
          onClick={() =>
            onChange([...damages, { key: crypto.randomUUID(), description: "", amountMinor: null }])
          }
        >
          {text.addDamage}
        </Button>
      </div>
    </div>
  );
}
