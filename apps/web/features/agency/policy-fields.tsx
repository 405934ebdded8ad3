"use client";

import type { AgencyPolicies } from "@stead/contracts/agency";
import { currencyExponent } from "@stead/kernel/currencies";
import { Field, FieldGrid } from "@stead/ui/field";
import { MoneyInput } from "@stead/ui/money-input";
import { Select } from "@stead/ui/select";
import { Switch } from "@stead/ui/switch";
import { TextInput } from "@stead/ui/text-input";
import { keyOf } from "../../lib/list-state.ts";
import { optionsOf } from "../../lib/options-of.ts";
import { settings as text } from "../../messages/en/settings.ts";

export type PolicyFieldsProps = {
  readonly policies: AgencyPolicies;
  readonly currency: string;
  readonly onChange: (policies: AgencyPolicies) => void;
  readonly errors: ReadonlyMap<string, string> | undefined;
};

export function PolicyFields({ policies, currency, onChange, errors }: PolicyFieldsProps) {
  const set = (change: Partial<AgencyPolicies>) => onChange({ ...policies, ...change });
  return (
    <div className="grid gap-4">
      <FieldGrid>
        <Field label={text.dueDay} error={errors?.get("policies.defaultDueDay")}>
          <TextInput
            type="number"
            min={1}
            max={31}
            value={policies.defaultDueDay}
            onChange={(event) => set({ defaultDueDay: event.target.valueAsNumber || 1 })}
          />
        </Field>
        <Field label={text.depositMonths} error={errors?.get("policies.defaultDepositMonths")}>
          <TextInput
            type="number"
            min={0}
            max={24}
            step={0.5}
            value={policies.defaultDepositMonths}
            onChange={(event) => set({ defaultDepositMonths: event.target.valueAsNumber || 0 })}
          />
        </Field>
        <Field label={text.proration}>
          <Select
            options={optionsOf(text.prorationMethods)}
            value={policies.defaultProrationMethod}
            onChange={(event) =>
              set({
                defaultProrationMethod:
                  keyOf(text.prorationMethods, event.target.value) ?? policies.defaultProrationMethod,
              })
            }
          />
        </Field>
        <Field label={text.order}>
          <Select
            options={optionsOf(text.orders)}
            value={policies.allocationOrder}
            onChange={(event) =>
              set({ allocationOrder: keyOf(text.orders, event.target.value) ?? policies.allocationOrder })
            }
          />
        </Field>
        <Field
          label={text.refundApproval}
          help={text.refundApprovalHelp}
          error={errors?.get("policies.refundApprovalAboveMinor")}
        >
          <MoneyInput
            valueMinor={policies.refundApprovalAboveMinor}
            exponent={currencyExponent(currency)}
            currency={currency}
            onChange={(minor) => set({ refundApprovalAboveMinor: minor ?? 0 })}
          />
        </Field>
      </FieldGrid>
      <Switch
        label={text.autoCredit}
        checked={policies.isCreditAutoApplied}
        onChange={(event) => set({ isCreditAutoApplied: event.target.checked })}
      />
      <Switch
        label={text.autoBilling}
        checked={policies.isBillingScheduled}
        onChange={(event) => set({ isBillingScheduled: event.target.checked })}
      />
    </div>
  );
}
