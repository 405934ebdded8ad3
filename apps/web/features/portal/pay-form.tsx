"use client";

import type { PortalLeaseDto, WaysToPayDto } from "@stead/contracts/portal";
import { currencyExponent } from "@stead/kernel/currencies";
import { Button } from "@stead/ui/button";
import { Field } from "@stead/ui/field";
import { MoneyInput } from "@stead/ui/money-input";
import { SegmentedControl } from "@stead/ui/segmented-control";
import { TextInput } from "@stead/ui/text-input";
import { fieldError } from "../../lib/form-failure.tsx";
import { moneyText } from "../../lib/format.ts";
import { PaymentParts } from "../../lib/payment-parts.tsx";
import { TakeAll } from "../../lib/take-all.tsx";
import { pay as text } from "../../messages/en/portal.ts";
import { OtherFailure } from "./other-failure.tsx";
import type { Payment } from "./use-payment.ts";

type PayFormProps = {
  readonly payment: Payment;
  readonly lease: PortalLeaseDto;
  readonly ways: WaysToPayDto;
};

/** How much, by which way, from which phone. */
export function PayForm({ payment, lease: { balanceMinor, currency }, ways }: PayFormProps) {
  const { account, amountMinor, setAmountMinor, phone, setPhone, parts, split, start } = payment;
  const most = account?.mostMinor ?? null;
  const isPrompt = account?.way === "prompt";
  const part = parts?.[0];
  const amount = part === undefined ? null : moneyText(part, currency);
  const label = isPrompt ? text.send : text.open;
  return (
    <form
      className="grid gap-5"
      onSubmit={(event) => {
        event.preventDefault();
        payment.send(0);
      }}
    >
      {balanceMinor <= 0 && <p className="text-ink-2">{text.nothingOwed}</p>}
      <OtherFailure error={start.error} shown={["amountMinor", "phone"]} />
      {ways.accounts.length > 1 && (
        <SegmentedControl
          label={text.way}
          segments={ways.accounts.map(({ id, way, name }) => ({
            value: id,
            label: ways.accounts.filter((other) => other.way === way).length > 1 ? name : text.ways[way],
          }))}
          value={account?.id ?? ""}
          onChange={payment.setAccountId}
        />
      )}
      <Field
        label={text.amount}
        isRequired
        help={most !== null && text.limit(moneyText(most, currency))}
        error={fieldError(start.error, "amountMinor")}
        aside={
          balanceMinor > 0 &&
          amountMinor !== balanceMinor && (
            <TakeAll
              label={text.all(moneyText(balanceMinor, currency))}
              onTake={() => setAmountMinor(balanceMinor)}
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
      {isPrompt && (
        <Field label={text.phone} help={text.phoneHelp} isRequired error={fieldError(start.error, "phone")}>
          <TextInput
            type="tel"
            inputMode="tel"
            autoComplete="tel"
            required
            maxLength={30}
            value={phone}
            onChange={(event) => setPhone(event.target.value)}
          />
        </Field>
      )}
      <Button
        type="submit"
        variant="primary"
        className="h-11 w-full justify-center text-lg"
        disabled={part === undefined}
        isLoading={start.isPending}
      >
        {amount === null ? text.plain : label(amount)}
      </Button>
    </form>
  );
}
