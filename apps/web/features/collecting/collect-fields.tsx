"use client";

import type { RailAccountDto } from "@stead/contracts/rail-accounts";
import { railDescriptor } from "@stead/contracts/rails";
import { currencyExponent } from "@stead/kernel/currencies";
import { Field } from "@stead/ui/field";
import { MoneyInput } from "@stead/ui/money-input";
import { Select } from "@stead/ui/select";
import { TextInput } from "@stead/ui/text-input";
import { fieldError } from "../../lib/form-failure.tsx";
import { moneyText } from "../../lib/format.ts";
import { PaymentParts } from "../../lib/payment-parts.tsx";
import { TakeAll } from "../../lib/take-all.tsx";
import { collect as text } from "../../messages/en/collecting.ts";
import { asksByPrompt, type Collect } from "./use-collect.ts";

type FieldsProps = {
  readonly collect: Collect;
  readonly accounts: readonly RailAccountDto[];
  readonly currency: string;
  readonly openMinor: number;
};

/** By which account, how much and on which phone. */
export function CollectFields({ collect, accounts, currency, openMinor }: FieldsProps) {
  const { account, start, amountMinor, setAmountMinor, phone, setPhone, parts, split } = collect;
  const limits = account && railDescriptor(account.rail).limitsMinor[currency];
  return (
    <>
      <Field label={text.account} isRequired error={fieldError(start.error, "railAccountId")}>
        <Select
          options={accounts.map(({ id, label, account: number }) => ({
            value: id,
            label: `${label}, ${number}`,
          }))}
          value={account?.id ?? ""}
          onChange={(event) => collect.setAccountId(event.target.value)}
        />
      </Field>
      <Field
        label={text.amount}
        isRequired
        help={limits && text.limit(moneyText(limits.most, currency), moneyText(limits.least, currency))}
        error={fieldError(start.error, "amountMinor")}
        aside={
          openMinor > 0 &&
          amountMinor !== openMinor && (
            <TakeAll
              label={text.open(moneyText(openMinor, currency))}
              onTake={() => setAmountMinor(openMinor)}
            />
          )
        }
      >
        <MoneyInput
          valueMinor={amountMinor}
          onChange={setAmountMinor}
          exponent={currencyExponent(currency)}
          currency={currency}
        />
      </Field>
      <PaymentParts partsMinor={parts} notes={split.data?.notes} currency={currency} text={text} />
      {account && asksByPrompt(account) && (
        <Field label={text.phone} help={text.phoneHelp} isRequired error={fieldError(start.error, "phone")}>
          <TextInput
            type="tel"
            inputMode="tel"
            autoComplete="off"
            value={phone}
            onChange={(event) => setPhone(event.target.value)}
          />
        </Field>
      )}
    </>
  );
}
