"use client";

import type { DayProofDto, DifferenceDto } from "@stead/contracts/reconciliation";
import { Badge } from "@stead/ui/badge";
import { ButtonLink } from "@stead/ui/button";
import { Section } from "@stead/ui/section";
import { moneyText } from "../../lib/format.ts";
import { dayProof as text } from "../../messages/en/reconciliation.ts";

type Step = { label: string; href: string };

/** Where a difference is settled. */
function stepOf(proof: DayProofDto, { kind, record, recordId }: DifferenceDto): Step {
  const { railAccountId, bankAccountId, day, accountCode } = proof;
  const account = railAccountId ?? bankAccountId ?? "";
  if (record === "line")
    return {
      label: text.open.line,
      href: `/statements/lines?account=${account}&from=${day}&to=${day}&line=${recordId}`,
    };
  if (record === "payment") return { label: text.open.payment, href: `/payments/${recordId}` };
  if (record === "provider")
    return { label: text.open.provider, href: `/payments?q=${encodeURIComponent(recordId)}` };
  if (record === "settlement") return { label: text.open.settlement, href: "/accounts?event=rail.settled" };
  if (kind === "uncovered") return { label: text.open.uncovered, href: `/statements/new?account=${account}` };
  return { label: text.open.balance, href: `/accounts?account=${accountCode}&to=${day}` };
}

type DifferencesProps = {
  readonly proof: DayProofDto;
  readonly shown: readonly DifferenceDto[];
  readonly total: number;
};

/** What keeps a day from agreeing, one by one, each with what to do and the way there. */
export function DayDifferences({ proof, shown, total }: DifferencesProps) {
  return (
    <Section
      title={text.differences}
      {...(shown.length < total && { description: text.shown(shown.length, total) })}
    >
      <ul aria-label={text.differences} className="divide-y divide-line border-y border-line">
        {shown.map((difference) => (
          <Difference
            key={`${difference.kind} ${difference.recordId}`}
            difference={difference}
            currency={proof.currency}
            step={stepOf(proof, difference)}
          />
        ))}
      </ul>
    </Section>
  );
}

type DifferenceProps = {
  readonly difference: DifferenceDto;
  readonly currency: string;
  readonly step: Step;
};

function Difference({ difference, currency, step }: DifferenceProps) {
  const { kind, label, theirMinor, ourMinor, advice } = difference;
  return (
    <li className="grid gap-x-6 gap-y-2 py-3 md:grid-cols-[minmax(0,1fr)_auto] md:items-start">
      <div className="min-w-0">
        <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <span className="font-medium break-words">{label}</span>
          <Badge tone={kind === "balance" ? "bad" : "warn"}>{text.kinds[kind]}</Badge>
        </p>
        <p className="mt-1 flex flex-wrap gap-x-5 text-ink-2 tabular-nums">
          {theirMinor !== null && (
            <span>
              {text.theirs} {moneyText(theirMinor, currency)}
            </span>
          )}
          {ourMinor !== null && (
            <span>
              {text.ours} {moneyText(ourMinor, currency)}
            </span>
          )}
        </p>
        <p className="mt-1 max-w-3xl text-pretty">{advice}</p>
      </div>
      <ButtonLink size="sm" href={step.href} className="justify-self-start">
        {step.label}
      </ButtonLink>
    </li>
  );
}
