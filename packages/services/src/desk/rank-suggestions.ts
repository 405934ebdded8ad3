import {
  findReference,
  indexReferences,
  type FoundReference,
  type ReferenceIndex,
  type ReferenceMatch,
} from "./find-reference.ts";
import { foldReference } from "@stead/kernel/references";

/** Money that waits for its lease: a line of a statement, or a callback. */
export type UnknownMoney = {
  amountMinor: number;
  currency: string;
  /** What the payer typed as reference. */
  reference: string | null;
  /** Whatever else was said, such as a bank's narration. */
  text: string;
  /** The payer's account, masked phone or hash, as the rail gives it; opaque. */
  payerKey: string | null;
  /** The hash of the payer's phone, where the rail tells it. */
  phoneHash: string | null;
};

/** A lease that money may be for. Amounts are minor units of its currency. */
export type LeaseCandidate = {
  leaseId: string;
  reference: string;
  currency: string;
  openMinor: number;
  rentMinor: number;
  /** Hashes of the phones of everybody on the lease. */
  phoneHashes: readonly string[];
};

/** What a clerk once decided: a wrong reference, or a payer, that stands for a lease. */
export type LearnedAlias = { leaseId: string; kind: "reference" | "payer"; value: string };

/** A payer's earlier money that went to a lease. */
export type PastPayment = { leaseId: string; payerKey: string };

export type SuggestionReason =
  | { kind: "reference"; match: ReferenceMatch; slip: FoundReference["slip"]; reference: string }
  | { kind: "learned_reference" }
  | { kind: "learned_payer" }
  | { kind: "phone" }
  /** `times` of the payer's `of` earlier payments were for this lease. */
  | { kind: "history"; times: number; of: number }
  /** The amount is what is open, or the rent; `shared` leases have the same. */
  | { kind: "open_balance"; shared: number }
  | { kind: "rent"; shared: number };

/** A lease, how likely it is (0-1000), and why; the strongest reason first. */
export type Suggestion = { leaseId: string; score: number; reasons: SuggestionReason[] };

type Weighed = { leaseId: string; weight: number; reason: SuggestionReason };

const referenceWeight: Record<ReferenceMatch, number> = {
  exact: 960,
  normalised: 930,
  embedded: 800,
  one_edit: 550,
};
const learnedReferenceWeight = 900;
const learnedPayerWeight = 850;
const phoneWeight = 700;
const historyWeight = 600;
const openBalanceWeight = 300;
const rentWeight = 200;
const leastWeight = 20;

export type RankInput = {
  line: UnknownMoney;
  candidates: readonly LeaseCandidate[];
  aliases: readonly LearnedAlias[];
  history: readonly PastPayment[];
  /** References of the candidates, when many lines are ranked against the same. */
  index?: ReferenceIndex;
  limit?: number;
};

/**
 * The leases that money is most likely for, each with its reasons. Independent reasons strengthen each other, none
 * makes certainty. Leases of another currency are left out, because money is not converted silently; money that went
 * out has no lease. The same input gives the same answer in any order.
 */
export function rankSuggestions(input: RankInput): Suggestion[] {
  const { line, limit = 5 } = input;
  if (line.amountMinor <= 0) return [];
  const candidates = input.candidates.filter(({ currency }) => currency === line.currency);
  const known = new Set(candidates.map(({ leaseId }) => leaseId));
  const weighed = [
    ...weighReferences(line, input.index ?? indexReferences(candidates)),
    ...weighAliases(line, input.aliases),
    ...weighPhones(line, candidates),
    ...weighHistory(line, input.history),
    ...weighAmounts(line, candidates),
  ].filter(({ leaseId, weight }) => known.has(leaseId) && weight >= leastWeight);
  return [...Map.groupBy(weighed, ({ leaseId }) => leaseId)]
    .map(([leaseId, parts]) => {
      const ordered = parts.toSorted((a, b) => b.weight - a.weight || compare(a.reason.kind, b.reason.kind));
      return { leaseId, score: combine(ordered), reasons: ordered.map(({ reason }) => reason) };
    })
    .toSorted((a, b) => b.score - a.score || compare(a.leaseId, b.leaseId))
    .slice(0, limit);
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/** What is left of doubt after each reason, in thousandths: integers, so the order never depends on rounding. */
function combine(parts: readonly Weighed[]): number {
  let doubt = 1_000_000;
  for (const { weight } of parts) doubt = Math.ceil((doubt * (1_000 - weight)) / 1_000);
  return Math.floor((1_000_000 - doubt) / 1_000);
}

/** The reference that was typed; only when it tells nothing, the words beside it. */
function weighReferences(line: UnknownMoney, index: ReferenceIndex): Weighed[] {
  const typed = findReference(line.reference ?? "", index);
  const found = typed.length > 0 ? typed : findReference(line.text, index);
  return found.map(({ leaseId, reference, match, slip }) => ({
    leaseId,
    weight: Math.floor(referenceWeight[match] / found.length),
    reason: { kind: "reference", match, slip, reference },
  }));
}

function weighAliases({ reference, payerKey }: UnknownMoney, aliases: readonly LearnedAlias[]): Weighed[] {
  const typed = foldReference(reference ?? "");
  const fits = aliases.filter(({ kind, value }) =>
    kind === "payer"
      ? payerKey !== null && value === payerKey
      : typed !== "" && foldReference(value) === typed,
  );
  const kinds = Map.groupBy(fits, ({ kind }) => kind);
  return [...kinds].flatMap(([kind, same]) => {
    const leases = [...new Set(same.map(({ leaseId }) => leaseId))];
    const weight = kind === "payer" ? learnedPayerWeight : learnedReferenceWeight;
    return leases.map((leaseId) => ({
      leaseId,
      weight: Math.floor(weight / leases.length),
      reason: { kind: kind === "payer" ? "learned_payer" : "learned_reference" } as const,
    }));
  });
}

function weighPhones({ phoneHash }: UnknownMoney, candidates: readonly LeaseCandidate[]): Weighed[] {
  if (phoneHash === null) return [];
  const fits = candidates.filter(({ phoneHashes }) => phoneHashes.includes(phoneHash));
  return fits.map(({ leaseId }) => ({
    leaseId,
    weight: Math.floor(phoneWeight / fits.length),
    reason: { kind: "phone" },
  }));
}

function weighHistory({ payerKey }: UnknownMoney, history: readonly PastPayment[]): Weighed[] {
  const earlier = history.filter((payment) => payerKey !== null && payment.payerKey === payerKey);
  return [...Map.groupBy(earlier, ({ leaseId }) => leaseId)].map(([leaseId, { length: times }]) => ({
    leaseId,
    weight: Math.floor((historyWeight * times) / earlier.length),
    reason: { kind: "history", times, of: earlier.length },
  }));
}

/** An amount says the less, the more leases it fits. */
function weighAmounts({ amountMinor }: UnknownMoney, candidates: readonly LeaseCandidate[]): Weighed[] {
  const open = candidates.filter(({ openMinor }) => openMinor === amountMinor);
  const rent = candidates.filter(({ rentMinor }) => rentMinor === amountMinor);
  const weigh = (fits: readonly LeaseCandidate[], kind: "open_balance" | "rent", weight: number): Weighed[] =>
    fits.map(({ leaseId }) => ({
      leaseId,
      weight: Math.floor(weight / fits.length),
      reason: { kind, shared: fits.length },
    }));
  return [...weigh(open, "open_balance", openBalanceWeight), ...weigh(rent, "rent", rentWeight)];
}
