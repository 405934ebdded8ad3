"use client";

import type { SuggestionDto, SuspenseDto } from "@stead/contracts/desk";
import { currencyExponent } from "@stead/kernel/currencies";
import { Button } from "@stead/ui/button";
import type { ComboboxOption } from "@stead/ui/combobox";
import { joinClasses } from "@stead/ui/class-names";
import { Field } from "@stead/ui/field";
import { MoneyInput } from "@stead/ui/money-input";
import { useState } from "react";
import { FormDialog } from "../../lib/form-dialog.tsx";
import { moneyText } from "../../lib/format.ts";
import { leaseOption, LeasePicker } from "../../lib/lease-picker.tsx";
import { TakeAll } from "../../lib/take-all.tsx";
import { desk as text } from "../../messages/en/desk.ts";
import type { useAssign } from "./use-desk.ts";

type SplitProps = {
  readonly receipt: SuspenseDto;
  readonly suggestions: readonly SuggestionDto[];
  readonly give: ReturnType<typeof useAssign>["give"];
  readonly onClose: () => void;
};

type Part = { id: number; lease: ComboboxOption | null; amountMinor: number | null };

function partsOf({ amountMinor }: SuspenseDto, suggestions: readonly SuggestionDto[]): Part[] {
  const [first, second] = suggestions;
  const open = Math.min(first?.openMinor ?? 0, amountMinor);
  const part = (id: number, suggestion: SuggestionDto | undefined, minor: number): Part => ({
    id,
    lease:
      suggestion === undefined
        ? null
        : leaseOption({ ...suggestion, id: suggestion.leaseId, number: suggestion.leaseNumber }),
    amountMinor: minor > 0 ? minor : null,
  });
  return [part(0, first, open), part(1, second, open > 0 ? amountMinor - open : 0)];
}

/** Gives parts of a receipt to several leases; what is left is told as it is typed. */
export default function SplitDialog({ receipt, suggestions, give, onClose }: SplitProps) {
  const { amountMinor, currency, number } = receipt;
  const [parts, setParts] = useState(() => partsOf(receipt, suggestions));
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const givenMinor = parts.reduce((sum, part) => sum + (part.amountMinor ?? 0), 0);
  const restMinor = amountMinor - givenMinor;
  const shares = parts.flatMap(({ lease, amountMinor: minor }) =>
    lease !== null && minor !== null && minor > 0 ? [{ leaseId: lease.value, amountMinor: minor }] : [],
  );
  const leaseCount = new Set(shares.map(({ leaseId }) => leaseId)).size;
  const isReady = restMinor === 0 && shares.length === parts.length && leaseCount === shares.length;
  const change = (id: number, patch: Partial<Part>) =>
    setParts((before) => before.map((part) => (part.id === id ? { ...part, ...patch } : part)));
  const submit = async () => {
    setBusy(true);
    try {
      await give(receipt, { shares, learns: [], said: text.splitDone(number, shares.length) });
      onClose();
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  };
  return (
    <FormDialog
      size="lg"
      title={text.splitTitle(number, moneyText(amountMinor, currency))}
      description={text.splitHelp}
      submitLabel={text.splitSubmit(shares.length)}
      isReady={isReady && shares.length > 1}
      isBusy={isBusy}
      error={error}
      onClose={onClose}
      onSubmit={() => void submit()}
    >
      {parts.map((part) => (
        <PartFields
          key={part.id}
          part={part}
          currency={currency}
          restMinor={restMinor}
          onChange={(patch) => change(part.id, patch)}
          {...(parts.length > 2 && {
            onRemove: () => setParts((before) => before.filter(({ id }) => id !== part.id)),
          })}
        />
      ))}
      <div className="flex flex-wrap items-center justify-between gap-3">
        <Button
          size="sm"
          onClick={() =>
            setParts((before) => [
              ...before,
              { id: Math.max(...before.map(({ id }) => id)) + 1, lease: null, amountMinor: null },
            ])
          }
        >
          {text.addPart}
        </Button>
        <p role="status" className={joinClasses("tabular-nums", restMinor === 0 ? "text-good" : "text-bad")}>
          {restMinor === 0 && text.exact}
          {restMinor > 0 && text.rest(moneyText(restMinor, currency))}
          {restMinor < 0 && text.over(moneyText(-restMinor, currency))}
        </p>
      </div>
    </FormDialog>
  );
}

type PartProps = {
  readonly part: Part;
  readonly currency: string;
  readonly restMinor: number;
  readonly onChange: (patch: Partial<Part>) => void;
  readonly onRemove?: () => void;
};

function PartFields({ part, currency, restMinor, onChange, onRemove }: PartProps) {
  const rest = (part.amountMinor ?? 0) + restMinor;
  return (
    <div className="grid items-end gap-3 sm:grid-cols-[minmax(0,1fr)_11rem_auto]">
      <Field label={text.lease} isRequired>
        <LeasePicker value={part.lease} onChange={(lease) => onChange({ lease })} />
      </Field>
      <Field
        label={text.part}
        isRequired
        aside={
          restMinor !== 0 &&
          rest > 0 && <TakeAll label={text.takeRest} onTake={() => onChange({ amountMinor: rest })} />
        }
      >
        <MoneyInput
          valueMinor={part.amountMinor}
          onChange={(amountMinor) => onChange({ amountMinor })}
          exponent={currencyExponent(currency)}
          currency={currency}
        />
      </Field>
      {onRemove && (
        <Button variant="quiet" onClick={onRemove}>
          {text.removePart}
        </Button>
      )}
    </div>
  );
}
