import type { DayCheckDto, DayState, DifferenceDto } from "@stead/contracts/reconciliation";
import type { Balances, BookedReceipt, DayLine, Unlinked } from "./queries.ts";

export type DayFinding = { state: DayState; checks: DayCheckDto[]; differences: DifferenceDto[] };

type Group = Exclude<DayCheckDto["name"], "balance">;
const groups: readonly Group[] = ["receipts", "taken_back", "paid_out", "fees", "settlements"];

/** What a line is a matter of. */
function groupOf({ kind, amountMinor, provider, settlementId, paymentId }: DayLine): Group {
  if (kind === "fee") return "fees";
  if (settlementId !== null || provider !== null || kind === "settlement") return "settlements";
  if (amountMinor > 0) return "receipts";
  return kind === "reversal" || paymentId !== null ? "taken_back" : "paid_out";
}

export type DayFacts = {
  lines: readonly DayLine[];
  /** What the books have and no statement. */
  unlinked: readonly Unlinked[];
  balances: Balances;
  account: { id: string; label: string };
};

/**
 * Compares a day of an account: each line with its record, each record with its line, the sums of both, and the balance
 * of the ledger account with that of the statements. A day without a difference is proved.
 */
export function compareDay({ lines, unlinked, balances, account }: DayFacts): DayFinding {
  const counted = lines.filter(({ state }) => state !== "ignored");
  const checks = groups.map((name): DayCheckDto => {
    const own = counted.filter((line) => groupOf(line) === name);
    const alone = unlinked.filter(({ group }) => group === name);
    const theirMinor = sum(own.map(({ amountMinor }) => amountMinor));
    const ourMinor =
      sum(own.map(({ bookMinor }) => bookMinor ?? 0)) + sum(alone.map(({ amountMinor }) => amountMinor));
    return { name, theirMinor, ourMinor, isEqual: theirMinor === ourMinor };
  });
  const ourMinor = balances.ledgerMinor + balances.timingMinor - balances.onTheWayMinor;
  const { theirMinor } = balances;
  const isEqual = theirMinor === null || theirMinor === ourMinor;
  checks.push({ name: "balance", theirMinor, ourMinor, isEqual });
  const differences = [
    ...counted.flatMap(lineDifference),
    ...unlinked.map(recordDifference),
    ...(isEqual ? [] : [balanceDifference(account, { theirMinor, ourMinor })]),
  ];
  return { state: differences.length === 0 ? "proved" : "failed", checks, differences };
}

const sum = (amounts: readonly number[]) => amounts.reduce((total, minor) => total + minor, 0);

function lineDifference(line: DayLine): DifferenceDto[] {
  const { id, state, amountMinor: theirMinor, bookMinor: ourMinor, externalId, note } = line;
  const label = externalId === null ? "A line of the statement" : `Line ${externalId}`;
  const shown = { record: "line", recordId: id, label, theirMinor, ourMinor } as const;
  if (state === "new" || state === "waiting" || ourMinor === null) {
    const advice = note ?? "Its statement is being booked: run the proof again when that is done.";
    return [{ ...shown, kind: "not_in_books", advice }];
  }
  if (ourMinor === theirMinor) return [];
  const advice =
    "The statement and the books have another amount for it: undo the match, or correct the record in the books.";
  return [{ ...shown, kind: "other_amount", advice }];
}

function recordDifference({ record, id, label, amountMinor }: Unlinked): DifferenceDto {
  const advice =
    record === "payment"
      ? "No statement has it: import one that reaches further, match its line by hand, or take it back if it never came."
      : "The payout is in the books and on no statement: import one that reaches further, or ask the provider where it is.";
  return {
    kind: "not_on_statement",
    record,
    recordId: id,
    label,
    theirMinor: null,
    ourMinor: amountMinor,
    advice,
  };
}

function balanceDifference(
  { id, label }: DayFacts["account"],
  amounts: Pick<DifferenceDto, "theirMinor" | "ourMinor">,
): DifferenceDto {
  const advice =
    "The balance and the ledger account do not agree: settle the lines that wait and those that were ignored on earlier days, and post the opening balance if the account is older than its books.";
  return { kind: "balance", record: "account", recordId: id, label, ...amounts, advice };
}

/** What a provider's own list says of an account's day: receipts only. */
export type PulledReceipt = { externalId: string; amountMinor: number };

/** Compares a day with the provider's list, for days that no statement tells of. */
export function comparePulled(
  pulled: readonly PulledReceipt[],
  booked: readonly BookedReceipt[],
  day: string,
): DayFinding {
  const known = new Map(booked.map((receipt) => [receipt.externalId, receipt]));
  const told = new Set(pulled.map(({ externalId }) => externalId));
  const alone = booked.filter(({ externalId, receivedOn }) => receivedOn === day && !told.has(externalId));
  const differences = [
    ...pulled.flatMap(({ externalId, amountMinor: theirMinor }): DifferenceDto[] => {
      const ourMinor = known.get(externalId)?.amountMinor ?? null;
      if (ourMinor === theirMinor) return [];
      const shown = {
        record: "provider",
        recordId: externalId,
        label: externalId,
        theirMinor,
        ourMinor,
      } as const;
      return ourMinor === null
        ? [
            {
              ...shown,
              kind: "not_in_books",
              advice: "The provider's list has it: it is booked when the list is fetched next.",
            },
          ]
        : [
            {
              ...shown,
              kind: "other_amount",
              advice: "The provider's list has another amount: compare it with its callback.",
            },
          ];
    }),
    ...alone.map(({ id, number, externalId, amountMinor }) =>
      recordDifference({
        record: "payment",
        id,
        label: `Receipt ${number}, ${externalId}`,
        amountMinor,
        group: "receipts",
      }),
    ),
  ];
  const theirMinor = sum(pulled.map(({ amountMinor }) => amountMinor));
  const matched = pulled.map(({ externalId }) => known.get(externalId)?.amountMinor ?? 0);
  const ourMinor = sum(matched) + sum(alone.map(({ amountMinor }) => amountMinor));
  const checks = [{ name: "receipts", theirMinor, ourMinor, isEqual: theirMinor === ourMinor } as const];
  return { state: differences.length === 0 ? "proved" : "failed", checks, differences };
}

/** A day of which neither a statement nor a list tells. */
export function uncoveredDay({ id, label }: { id: string; label: string }): DayFinding {
  const advice = "No statement tells of this day: import one.";
  const nothing = { theirMinor: null, ourMinor: null };
  const difference = {
    kind: "uncovered",
    record: "account",
    recordId: id,
    label,
    ...nothing,
    advice,
  } as const;
  return { state: "uncovered", checks: [], differences: [difference] };
}
