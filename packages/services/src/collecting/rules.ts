import type { CollectionState } from "@stead/contracts/collecting";
import type { RailDescriptor } from "@stead/contracts/rails";
import { formatMoney } from "@stead/kernel/money";

/** Higher wins, in whatever order events come: the ends without money are ordered so that any two have one answer. */
const ranks: Readonly<Record<CollectionState, number>> = {
  starting: 0,
  pending: 1,
  unknown: 2,
  expired: 3,
  cancelled: 4,
  failed: 5,
  paid: 6,
};

/** What two tellings of one collection come to: commutative, associative, idempotent; paid absorbs. */
export function joinStates(left: CollectionState, right: CollectionState): CollectionState {
  return ranks[left] >= ranks[right] ? left : right;
}

export function isFinal(state: CollectionState): boolean {
  return state !== "starting" && state !== "pending";
}

/** Seconds after the start at which the provider is asked about a silent collection; after the last it is unknown. */
export const checkSeconds = [15, 30, 60, 120] as const;

/** A link's end is told by then, or never. */
const afterEndMs = 60_000;

/** When to ask next, after so many times, in epoch milliseconds; null when asking has ended. Links wait for their end. */
export function nextCheckMs(
  { startedMs, expiresMs, checks, nowMs }: Record<"startedMs" | "expiresMs" | "checks" | "nowMs", number>,
  isPrompt: boolean,
): number | null {
  if (!isPrompt) return nowMs < expiresMs + afterEndMs ? expiresMs + afterEndMs : null;
  const seconds = checkSeconds[checks];
  return seconds === undefined ? null : startedMs + seconds * 1_000;
}

/**
 * An amount in the parts that a rail can carry (domain rules: whole shillings, 250,000 a transaction): rounded up to
 * the rail's unit, because cents that are not asked for are owed for ever; no part below its least.
 */
export function splitAmount(
  { unitMinor, limitsMinor, name }: RailDescriptor,
  { amountMinor, currency }: { amountMinor: number; currency: string },
): { partsMinor: number[]; notes: string[] } {
  const unit = unitMinor[currency] ?? 1;
  const roundedMinor = Math.ceil(amountMinor / unit) * unit;
  const notes: string[] = [];
  if (roundedMinor !== amountMinor)
    notes.push(
      `${name} takes whole ${formatMoney(unit, currency)}: ${formatMoney(roundedMinor, currency)} is asked for, and ${formatMoney(roundedMinor - amountMinor, currency)} more stays the tenant's credit.`,
    );
  const limits = limitsMinor[currency];
  if (limits === undefined) return { partsMinor: [roundedMinor], notes };
  if (roundedMinor <= limits.most) return { partsMinor: [Math.max(roundedMinor, limits.least)], notes };
  const count = Math.ceil(roundedMinor / limits.most);
  const even = Math.ceil(roundedMinor / count / unit) * unit;
  const partsMinor = Array.from({ length: count }, (_, index) =>
    index < count - 1 ? even : roundedMinor - even * (count - 1),
  );
  notes.push(
    `${name} carries at most ${formatMoney(limits.most, currency)} a transaction: it takes ${count} prompts, one after the other.`,
  );
  return { partsMinor, notes };
}

/** A phone with its middle hidden: enough to tell two apart, not enough to call one. */
export function hidePhone(phone: string): string {
  return `${phone.slice(0, 4)}•••${phone.slice(-3)}`;
}
