"use client";

import { Button } from "@stead/ui/button";
import { ConfirmDialog } from "@stead/ui/confirm-dialog";
import { DateInput } from "@stead/ui/date-input";
import { Field, FieldGrid, FormActions } from "@stead/ui/field";
import { Money } from "@stead/ui/money";
import { Why } from "@stead/ui/why";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "../../lib/api.ts";
import { fieldError, FormFailure } from "../../lib/form-failure.tsx";
import { formatDay, moneyText } from "../../lib/format.ts";
import { ledger as text } from "../../messages/en/ledger.ts";
import { OpeningLineFields } from "./opening-lines.tsx";
import { useBooksOpening } from "./use-books-opening.ts";

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

type Opening = ReturnType<typeof useBooksOpening>;

/** The agency's accounts on the day of the change-over; what is left over goes to owner equity. */
export function BooksOpening() {
  const opening = useBooksOpening();
  const { post, lines } = opening;
  const [isAsking, setAsking] = useState(false);
  const linePaths = lines.flatMap((_, index) => [`lines.${index}.accountCode`, `lines.${index}.amountMinor`]);
  return (
    <>
      <form
        className="grid gap-5"
        onSubmit={(event) => {
          event.preventDefault();
          if (opening.isReady) setAsking(true);
        }}
      >
        <FieldGrid columns={2}>
          <Field label={text.openingDate} isRequired error={fieldError(post.error, "occurredOn")}>
            <DateInput
              value={opening.occurredOn}
              onChange={opening.setOccurredOn}
              today={opening.today}
              max={opening.today}
            />
          </Field>
        </FieldGrid>
        <OpeningLines opening={opening} />
        <FormFailure error={post.error} shown={["occurredOn", ...linePaths]} />
        <FormActions>
          <Button type="submit" variant="primary" disabled={!opening.isReady} isLoading={post.isPending}>
            {text.postOpening}
          </Button>
        </FormActions>
      </form>
      {isAsking && <AskOpening opening={opening} onClose={() => setAsking(false)} />}
    </>
  );
}

/** The lines, and what they leave for owner equity. */
function OpeningLines({ opening }: { readonly opening: Opening }) {
  const { lines, currency, post } = opening;
  const accounts = useQuery({ ...useTRPC().ledger.listAccounts.queryOptions(), staleTime: 10 * 60_000 });
  const options = (accounts.data ?? [])
    .filter(({ code }) => !notHere.has(code))
    .map(({ code, name }) => ({ value: code, label: `${code} ${name}` }));
  const problem = (index: number) =>
    fieldError(post.error, `lines.${index}.accountCode`) ??
    fieldError(post.error, `lines.${index}.amountMinor`);
  return (
    <>
      <ul className="grid gap-4">
        {lines.map((line, index) => (
          <OpeningLineFields
            key={line.id}
            line={line}
            options={options}
            currency={currency}
            error={problem(index)}
            onChange={(patch) => opening.changeLine(line.id, patch)}
            onRemove={lines.length > 1 ? () => opening.removeLine(line.id) : null}
          />
        ))}
      </ul>
      <div className="flex flex-wrap items-center justify-between gap-3">
        <Button size="sm" onClick={opening.addLine}>
          {text.addLine}
        </Button>
        <span className="flex items-center gap-2">
          <span className="text-ink-2">{text.equity}</span>
          <Why title={text.equity} rule={text.equityRule}>
            <Money
              amountMinor={opening.sumMinor}
              currency={currency}
              hasCurrency
              isZeroShown
              className="font-semibold"
            />
          </Why>
        </span>
      </div>
    </>
  );
}

function AskOpening({ opening, onClose }: { readonly opening: Opening; readonly onClose: () => void }) {
  const { post, lines, occurredOn, today, currency, sumMinor } = opening;
  return (
    <ConfirmDialog
      isOpen
      tone="primary"
      title={text.postOpeningTitle}
      confirmLabel={text.postOpening}
      onCancel={onClose}
      isBusy={post.isPending}
      onConfirm={() => void opening.submit().then(onClose, onClose)}
    >
      <p>{text.postOpeningFacts(lines.length, formatDay(occurredOn ?? today))}</p>
      <p>
        {text.equity}: {moneyText(sumMinor, currency)}
      </p>
      <p className="mt-2">{text.postOpeningNote}</p>
    </ConfirmDialog>
  );
}
