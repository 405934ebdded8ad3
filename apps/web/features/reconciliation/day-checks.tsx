"use client";

import type { DayCheckDto, DayProofDto } from "@stead/contracts/reconciliation";
import { StatusBadge } from "@stead/ui/badge";
import { Money } from "@stead/ui/money";
import { Section } from "@stead/ui/section";
import { Table, type TableColumn } from "@stead/ui/table";
import { Why } from "@stead/ui/why";
import { moneyText } from "../../lib/format.ts";
import { dayProof as text } from "../../messages/en/reconciliation.ts";

function columnsIn(currency: string): readonly TableColumn<DayCheckDto>[] {
  const amount = (amountMinor: number | null) => (
    <Money amountMinor={amountMinor} currency={currency} isZeroShown={false} />
  );
  return [
    {
      id: "what",
      header: text.what,
      cell: (row) => (
        <span className="flex items-center gap-2">
          {text.names[row.name]}
          <WhyCheck check={row} currency={currency} />
        </span>
      ),
      phone: "title",
    },
    {
      id: "theirs",
      header: text.theirs,
      unit: currency,
      cell: (row) =>
        row.theirMinor === null ? (
          <span className="text-ink-3">{text.unknown}</span>
        ) : (
          <>
            <span className="mr-1 lg:hidden">{text.theirs}</span>
            {amount(row.theirMinor)}
          </>
        ),
      width: 160,
      align: "right",
      phone: "detail",
    },
    {
      id: "ours",
      header: text.ours,
      unit: currency,
      cell: (row) => amount(row.ourMinor),
      width: 160,
      align: "right",
      phone: "value",
    },
    {
      id: "apart",
      header: text.apart,
      unit: currency,
      cell: (row) => (row.theirMinor === null ? null : amount(row.theirMinor - row.ourMinor)),
      width: 150,
      align: "right",
      from: "lg",
    },
    {
      id: "equal",
      header: "",
      cell: (row) => (
        <StatusBadge tone={row.theirMinor === null ? "neutral" : row.isEqual ? "good" : "bad"}>
          {row.theirMinor === null ? text.unknown : row.isEqual ? text.equal : text.unequal}
        </StatusBadge>
      ),
      width: 120,
      phone: "note",
    },
  ];
}

function WhyCheck({ check, currency }: { readonly check: DayCheckDto; readonly currency: string }) {
  const { name, theirMinor, ourMinor } = check;
  const lines = [
    { label: text.theirs, value: theirMinor === null ? text.unknown : moneyText(theirMinor, currency) },
    { label: text.ours, value: moneyText(ourMinor, currency) },
    ...(theirMinor === null
      ? []
      : [{ label: text.apart, value: moneyText(theirMinor - ourMinor, currency), isResult: true }]),
  ];
  return <Why title={text.checkOf(text.names[name])} rule={text.rules[name]} lines={lines} />;
}

/** Each sum of the day as both sides have it. */
export function DayChecks({ proof: { checks, currency } }: { readonly proof: DayProofDto }) {
  return (
    <Section title={text.checks}>
      <Table
        label={text.checks}
        columns={columnsIn(currency)}
        rows={[...checks]}
        getRowId={(row) => row.name}
      />
    </Section>
  );
}
