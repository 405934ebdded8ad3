"use client";

import type { RailAccountDto } from "@stead/contracts/rail-accounts";
import { railDescriptor } from "@stead/contracts/rails";
import { currencyExponent } from "@stead/kernel/currencies";
import { Callout } from "@stead/ui/callout";
import { Field } from "@stead/ui/field";
import { MoneyInput } from "@stead/ui/money-input";
import { Select } from "@stead/ui/select";
import { TextInput } from "@stead/ui/text-input";
import { fieldError } from "../../lib/form-failure.tsx";
import { moneyText } from "../../lib/format.ts";
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
  const { account, start, amountMinor, setAmountMinor, phone, setPhone } = collect;
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
      <Parts collect={collect} currency={currency} />
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

/** What the rail makes of the amount: rounded to its unit, or in several parts. */
function Parts({ collect, currency }: { readonly collect: Collect; readonly currency: string }) {
  const { parts, split } = collect;
  const notes = split.data?.notes ?? [];
  if (parts === undefined || (parts.length < 2 && notes.length === 0)) return null;
  return (
    <Callout {...(parts.length > 1 && { title: text.parts })}>
      {notes.map((note) => (
        <p key={note}>{note}</p>
      ))}
      {parts.length > 1 && (
        <>
          <ol className="my-1 tabular-nums">
            {parts.map((part, index) => (
              <li key={index}>{text.part(index + 1, moneyText(part, currency))}</li>
            ))}
          </ol>
          <p>{text.partsHelp}</p>
        </>
      )}
    </Callout>
  );
}
