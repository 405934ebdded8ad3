"use client";

import type { StatementDto } from "@stead/contracts/statements";
import { TextLink } from "@stead/ui/link";
import { Money } from "@stead/ui/money";
import { Section } from "@stead/ui/section";
import { Stat, StatRow } from "@stead/ui/stat";
import { formatCount } from "../../lib/format.ts";
import { statement as text } from "../../messages/en/statements.ts";

/** What a file held and what became of it; each count leads to its lines. */
export function StatementFigures({ statement }: { readonly statement: StatementDto }) {
  const { id, currency, openingMinor, closingMinor, lineCount, knownCount, skippedCount } = statement;
  const of = (state: string) => `/statements/${id}?state=${state}`;
  const balance = (label: string, amountMinor: number | null) =>
    amountMinor !== null &&
    currency !== null && (
      <Stat
        label={label}
        value={<Money amountMinor={amountMinor} currency={currency} hasCurrency isZeroShown />}
      />
    );
  return (
    <div className="grid gap-6">
      <StatRow>
        {balance(text.opening, openingMinor)}
        {balance(text.closing, closingMinor)}
        <Stat label={text.lines} value={formatCount(lineCount)} />
        <Stat label={text.booked} value={formatCount(statement.bookedCount)} href={of("booked")} />
        <Stat label={text.matched} value={formatCount(statement.matchedCount)} href={of("matched")} />
        <Stat label={text.waiting} value={formatCount(statement.waitingCount)} href={of("waiting")} />
        {statement.ignoredCount > 0 && (
          <Stat label={text.ignored} value={formatCount(statement.ignoredCount)} href={of("ignored")} />
        )}
        {knownCount > 0 && <Stat label={text.known} value={formatCount(knownCount)} note={text.knownNote} />}
        {skippedCount > 0 && (
          <Stat label={text.skipped} value={formatCount(skippedCount)} note={text.skippedNote} />
        )}
      </StatRow>
      {statement.state === "done" && <Agreement statement={statement} />}
    </div>
  );
}

function Agreement({ statement }: { readonly statement: StatementDto }) {
  const { railAccountId, bankAccountId, differenceCount, fromOn, toOn } = statement;
  const account = railAccountId ?? bankAccountId ?? "";
  const words =
    differenceCount === null
      ? text.notProved
      : differenceCount === 0
        ? text.agrees
        : text.differs(differenceCount);
  return (
    <Section
      title={text.proof}
      actions={
        <TextLink href={`/reconciliation?account=${account}&from=${fromOn ?? ""}&to=${toOn ?? ""}`}>
          {text.toProof}
        </TextLink>
      }
    >
      <p className={differenceCount !== null && differenceCount > 0 ? "text-bad" : "text-ink-2"}>{words}</p>
    </Section>
  );
}
