"use client";

import { currencyExponent } from "@stead/kernel/currencies";
import { Button, IconButton } from "@stead/ui/button";
import { ConfirmDialog } from "@stead/ui/confirm-dialog";
import { DateInput } from "@stead/ui/date-input";
import { Field, FieldError, FieldGrid, FormActions } from "@stead/ui/field";
import { Money } from "@stead/ui/money";
import { MoneyInput } from "@stead/ui/money-input";
import { SegmentedControl } from "@stead/ui/segmented-control";
import { Select } from "@stead/ui/select";
import { notify } from "@stead/ui/toast";
import { Why } from "@stead/ui/why";
import { useMutation, useQuery } from "@tanstack/react-query";
import X from "lucide-react/icons/x";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { useTRPC } from "../../lib/api.ts";
import { fieldError, FormFailure } from "../../lib/form-failure.tsx";
import { formatDay, moneyText } from "../../lib/format.ts";
import { useInvalidate } from "../../lib/invalidate.ts";
import { useSession } from "../../lib/session.tsx";
import { ledger as text } from "../../messages/en/ledger.ts";

/** Accounts of tenants' money: these come in with each lease. Owner equity takes what is left over. */
const notHere: ReadonlySet<string> = new Set([
  "1005",
  "1100",
  "1110",
  "2000",
  "2005",
  "2010",
  "2020",
  "3000",
]);
const sides = [
  { value: "debit", label: text.debit },
  { value: "credit", label: text.credit },
] as const;

type Line = { id: string; accountCode: string; side: "debit" | "credit"; amountMinor: number | null };

function newLine(): Line {
  return { id: crypto.randomUUID(), accountCode: "", side: "debit", amountMinor: null };
}

function signed({ side, amountMinor }: Line): number {
  return side === "debit" ? (amountMinor ?? 0) : -(amountMinor ?? 0);
}

/** The agency's accounts on the day of the change-over; what is left over goes to owner equity. */
export function BooksOpening() {
  const trpc = useTRPC();
  const router = useRouter();
  const invalidate = useInvalidate();
  const { agency, today } = useSession();
  const accounts = useQuery({ ...trpc.ledger.listAccounts.queryOptions(), staleTime: 10 * 60_000 });
  const [idempotencyKey, setIdempotencyKey] = useState(() => crypto.randomUUID());
  const [occurredOn, setOccurredOn] = useState<string | null>(today);
  const [lines, setLines] = useState<Line[]>(() => [newLine()]);
  const [isAsking, setAsking] = useState(false);
  const filled = lines.filter(
    (line) => line.accountCode !== "" && line.amountMinor !== null && line.amountMinor > 0,
  );
  const sumMinor = filled.reduce((sum, line) => sum + signed(line), 0);
  const post = useMutation(
    trpc.ledger.postOpening.mutationOptions({
      onSuccess: (journal) => {
        void invalidate("ledger");
        notify({
          title: text.posted,
          tone: "good",
          action: { label: text.openJournal, onSelect: () => router.push(`/journals/${journal.id}`) },
        });
        setLines([newLine()]);
        setIdempotencyKey(crypto.randomUUID());
      },
      onSettled: () => setAsking(false),
    }),
  );
  const change = (id: string, patch: Partial<Line>) =>
    setLines((before) => before.map((line) => (line.id === id ? { ...line, ...patch } : line)));
  const options = (accounts.data ?? [])
    .filter(({ code }) => !notHere.has(code))
    .map(({ code, name }) => ({ value: code, label: `${code} ${name}` }));
  const isReady = filled.length > 0 && filled.length === lines.length && occurredOn !== null;
  return (
    <form
      className="grid gap-5"
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady) setAsking(true);
      }}
    >
      <FieldGrid columns={2}>
        <Field label={text.openingDate} isRequired error={fieldError(post.error, "occurredOn")}>
          <DateInput value={occurredOn} onChange={setOccurredOn} today={today} max={today} />
        </Field>
      </FieldGrid>
      <ul className="grid gap-4">
        {lines.map((line, index) => (
          <LineFields
            key={line.id}
            line={line}
            options={options}
            currency={agency.currency}
            error={
              fieldError(post.error, `lines.${index}.accountCode`) ??
              fieldError(post.error, `lines.${index}.amountMinor`)
            }
            onChange={(patch) => change(line.id, patch)}
            onRemove={
              lines.length > 1 ? () => setLines((before) => before.filter(({ id }) => id !== line.id)) : null
            }
          />
        ))}
      </ul>
      <div className="flex flex-wrap items-center justify-between gap-3">
        <Button size="sm" onClick={() => setLines((before) => [...before, newLine()])}>
          {text.addLine}
        </Button>
        <span className="flex items-center gap-2">
          <span className="text-ink-2">{text.equity}</span>
          <Why title={text.equity} rule={text.equityRule}>
            <Money
              amountMinor={sumMinor}
              currency={agency.currency}
              hasCurrency
              isZeroShown
              className="font-semibold"
            />
          </Why>
        </span>
      </div>
      <FormFailure
        error={post.error}
        shown={[
          "occurredOn",
          ...lines.flatMap((_, index) => [`lines.${index}.accountCode`, `lines.${index}.amountMinor`]),
        ]}
      />
      <FormActions>
        <Button type="submit" variant="primary" disabled={!isReady} isLoading={post.isPending}>
          {text.postOpening}
        </Button>
      </FormActions>
      <ConfirmDialog
        isOpen={isAsking}
        tone="primary"
        title={text.postOpeningTitle}
        confirmLabel={text.postOpening}
        onCancel={() => setAsking(false)}
        isBusy={post.isPending}
        onConfirm={() =>
          occurredOn !== null &&
          post.mutate({
            occurredOn,
            currency: agency.currency,
            lines: filled.map((line) => ({ accountCode: line.accountCode, amountMinor: signed(line) })),
            idempotencyKey,
          })
        }
      >
        <p>{text.postOpeningFacts(filled.length, formatDay(occurredOn ?? today))}</p>
        <p>
          {text.equity}: {moneyText(sumMinor, agency.currency)}
        </p>
        <p className="mt-2">{text.postOpeningNote}</p>
      </ConfirmDialog>
    </form>
  );
}

type LineFieldsProps = {
  readonly line: Line;
  readonly options: readonly { value: string; label: string }[];
  readonly currency: string;
  readonly error: string | null;
  readonly onChange: (patch: Partial<Line>) => void;
  readonly onRemove: (() => void) | null;
};

function LineFields({ line, options, currency, error, onChange, onRemove }: LineFieldsProps) {
  return (
    <li className="grid gap-2">
      <div className="flex flex-wrap items-center gap-2">
        <Select
          aria-label={text.account}
          className="min-w-52 flex-1"
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
          className="w-44"
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
