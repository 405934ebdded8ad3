"use client";

import { currencyExponent } from "@stead/kernel/currencies";
import { Button } from "@stead/ui/button";
import { DateInput } from "@stead/ui/date-input";
import { Field, FieldGrid, FormActions } from "@stead/ui/field";
import { MoneyInput } from "@stead/ui/money-input";
import { RadioGroup } from "@stead/ui/radio-group";
import { fieldError, FormFailure } from "../../lib/form-failure.tsx";
import { LeasePicker } from "../../lib/lease-picker.tsx";
import { ledger as text } from "../../messages/en/ledger.ts";
import { useLeaseOpening } from "./use-lease-opening.ts";

const balances = [
  { value: "none", label: text.nothingOwed },
  { value: "owes", label: text.owes },
  { value: "credit", label: text.hasCredit },
] as const;

/** What one tenant owed or had ahead on the day of the change-over, and the deposit held. */
export function LeaseOpening() {
  const opening = useLeaseOpening();
  const { post, values, set, today } = opening;
  const problem = (path: string) => fieldError(post.error, path);
  return (
    <form
      className="grid gap-5"
      onSubmit={(event) => {
        event.preventDefault();
        opening.submit();
      }}
    >
      <FieldGrid columns={2}>
        <Field label={text.lease} isRequired error={problem("leaseId")}>
          <LeasePicker value={values.picked} onChange={(picked) => set({ picked })} />
        </Field>
        <Field label={text.openingDate} isRequired error={problem("occurredOn")}>
          <DateInput
            value={values.occurredOn}
            onChange={(occurredOn) => set({ occurredOn })}
            today={today}
            max={today}
          />
        </Field>
      </FieldGrid>
      <RadioGroup
        legend={text.balanceOf}
        options={balances}
        value={values.kind}
        onChange={(kind) => set({ kind })}
      />
      <LeaseAmounts opening={opening} />
      <FormFailure error={post.error} shown={["leaseId", "occurredOn", "balanceMinor", "depositHeldMinor"]} />
      <FormActions>
        <Button type="submit" variant="primary" disabled={!opening.isReady} isLoading={post.isPending}>
          {text.postLease}
        </Button>
      </FormActions>
    </form>
  );
}

function LeaseAmounts({ opening }: { readonly opening: ReturnType<typeof useLeaseOpening> }) {
  const { post, values, set, currency } = opening;
  const money = { exponent: currencyExponent(currency), currency };
  return (
    <FieldGrid columns={2}>
      {values.kind !== "none" && (
        <Field
          label={values.kind === "owes" ? text.owes : text.hasCredit}
          isRequired
          error={fieldError(post.error, "balanceMinor")}
        >
          <MoneyInput
            {...money}
            valueMinor={values.amountMinor}
            onChange={(amountMinor) => set({ amountMinor })}
          />
        </Field>
      )}
      <Field
        label={text.depositHeld}
        help={text.depositHeldHelp}
        isOptional
        error={fieldError(post.error, "depositHeldMinor")}
      >
        <MoneyInput
          {...money}
          valueMinor={values.depositHeldMinor}
          onChange={(depositHeldMinor) => set({ depositHeldMinor })}
        />
      </Field>
    </FieldGrid>
  );
}
