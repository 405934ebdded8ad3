import type { PlanLimits, SubscriptionStatus } from "@stead/contracts/plans";
import { limitNames } from "@stead/contracts/plans";
import type { PaidFact, SubscriptionFact } from "@stead/providers/platform/platform-billing";

export type Snapshot = Omit<SubscriptionFact, "kind" | "customerId" | "agencyId">;
export type Paid = Omit<PaidFact, "kind" | "customerId">;

/** What is known of one subscription: the newest word on it, and the newest payment. */
export type SubscriptionState = { snapshot: Snapshot | null; paid: Paid | null };

/** What is known of an agency's subscriptions, by the provider's names of them. */
export type PlanFacts = Readonly<Record<string, SubscriptionState>>;

/** States that a subscription never leaves. */
const ends: ReadonlySet<SubscriptionStatus> = new Set<SubscriptionStatus>(["canceled", "incomplete_expired"]);

const compare = (left: string, right: string) => (left < right ? -1 : left > right ? 1 : 0);

/** A total order of what was said of a subscription: an end outweighs all, then the newer, then an answer, then the text. */
function compareSnapshots(left: Snapshot, right: Snapshot): number {
  return (
    Number(ends.has(left.status)) - Number(ends.has(right.status)) ||
    compare(left.asOf, right.asOf) ||
    Number(left.isAsked) - Number(right.isAsked) ||
    compare(textOf(left), textOf(right))
  );
}

function comparePaid(left: Paid, right: Paid): number {
  return (
    compare(left.paidAt, right.paidAt) ||
    compare(left.askedAt ?? "", right.askedAt ?? "") ||
    compare(textOf(left), textOf(right))
  );
}

/** A text that is the same for the same fields, whatever their order. */
const textOf = (value: Snapshot | Paid) =>
  JSON.stringify(Object.entries(value).toSorted(([one], [other]) => compare(one, other)));

const later = <Value>(
  known: Value | null,
  news: Value,
  order: (left: Value, right: Value) => number,
): Value => (known === null || order(known, news) < 0 ? news : known);

function snapshotOf({
  kind: _kind,
  customerId: _customer,
  agencyId: _agency,
  ...snapshot
}: SubscriptionFact): Snapshot {
  return snapshot;
}

/**
 * What is known after some news: the same whatever came first, and however often it came. Each subscription keeps the
 * highest word on it and the last payment.
 */
export function joinFacts(known: PlanFacts, news: readonly (SubscriptionFact | PaidFact)[]): PlanFacts {
  const joined: Record<string, SubscriptionState> = { ...known };
  for (const fact of news) {
    const before = joined[fact.subscriptionId] ?? { snapshot: null, paid: null };
    if (fact.kind === "subscription") {
      const snapshot = snapshotOf(fact);
      joined[fact.subscriptionId] = {
        ...before,
        snapshot: later(before.snapshot, snapshot, compareSnapshots),
      };
    } else {
      const { kind: _kind, customerId: _customer, ...paid } = fact;
      joined[fact.subscriptionId] = { ...before, paid: later(before.paid, paid, comparePaid) };
    }
  }
  return joined;
}

/** Events carry whole seconds and clocks differ: what lies closer together than this has no sure order. */
const unsureMs = 5 * 60_000;

/** States that a payment does not change. */
const settled: ReadonlySet<SubscriptionStatus> = new Set<SubscriptionStatus>(["active", "trialing", ...ends]);

const isSameWord = (left: Snapshot, right: Snapshot) =>
  textOf({ ...left, asOf: "", isAsked: false }) === textOf({ ...right, asOf: "", isAsked: false });

/**
 * Whether news cannot be put in order with what is known, or does not tell enough: then the provider is asked for the
 * objects as they are.
 */
export function isDoubtful(known: PlanFacts, news: readonly (SubscriptionFact | PaidFact)[]): boolean {
  const joined = joinFacts(known, news);
  return news.some((fact) => {
    const { snapshot, paid } = joined[fact.subscriptionId] ?? { snapshot: null, paid: null };
    if (snapshot === null) return true;
    if (snapshot.status === "active" && paid === null) return true;
    const before = known[fact.subscriptionId]?.snapshot ?? null;
    if (fact.kind === "paid") {
      const other = known[fact.subscriptionId]?.paid ?? null;
      const isOneSecond = other?.paidAt === fact.paidAt && other.invoiceId !== fact.invoiceId;
      return isOneSecond || snapshot.priceId !== fact.priceId || !settled.has(snapshot.status);
    }
    if (before === null || ends.has(before.status)) return false;
    const apartMs = Date.parse(fact.asOf) - Date.parse(before.asOf);
    return apartMs < unsureMs && !isSameWord(before, snapshotOf(fact));
  });
}

/** What follows for the agency. `priceId` is what it is entitled to, null when nothing was ever begun. */
export type Derived = {
  subscriptionId: string | null;
  status: SubscriptionStatus;
  priceId: string | null;
  periodEndsAt: string | null;
  trialEndsAt: string | null;
  cancelsAtEnd: boolean;
};

/** Which of several subscriptions counts: one that lets in, then one that is owed, then one that ended; then the newest. */
const weights: Readonly<Record<SubscriptionStatus, number>> = {
  trialing: 3,
  active: 3,
  past_due: 3,
  unpaid: 2,
  paused: 2,
  canceled: 1,
  incomplete: 0,
  incomplete_expired: 0,
  none: 0,
};

/** Of a subscription that never was paid for, nothing is provided. */
const begun = (status: SubscriptionStatus) => weights[status] > 0;

/**
 * What the agency is on. A period is provided once its invoice is paid: of a change that was not paid yet the old price
 * counts, of a trial the one that is tried.
 */
export function deriveSubscription(facts: PlanFacts): Derived {
  const [best] = Object.values(facts)
    .flatMap(({ snapshot, paid }) => (snapshot === null ? [] : [{ snapshot, paid }]))
    .toSorted(
      (one, other) =>
        weights[other.snapshot.status] - weights[one.snapshot.status] ||
        compare(other.snapshot.startedAt, one.snapshot.startedAt) ||
        compare(other.snapshot.subscriptionId, one.snapshot.subscriptionId),
    );
  if (best === undefined) {
    const nothing = { subscriptionId: null, priceId: null, periodEndsAt: null, trialEndsAt: null };
    return { ...nothing, status: "none", cancelsAtEnd: false };
  }
  const { snapshot, paid } = best;
  const { status, subscriptionId, cancelsAtEnd, trialEndsAt, periodEnd } = snapshot;
  const price = status === "trialing" ? snapshot.priceId : (paid?.priceId ?? snapshot.priceId);
  return {
    subscriptionId,
    status,
    priceId: begun(status) ? price : null,
    periodEndsAt: periodEnd,
    trialEndsAt: status === "trialing" ? trialEndsAt : null,
    cancelsAtEnd,
  };
}

/** Most subscriptions of which an agency's facts are kept: the newest. */
const mostKept = 20;

/** The facts worth keeping: those of the newest subscriptions. */
export function keepNewest(facts: PlanFacts): PlanFacts {
  const entries = Object.entries(facts).toSorted(([, one], [, other]) =>
    compare(other.snapshot?.startedAt ?? "~", one.snapshot?.startedAt ?? "~"),
  );
  return Object.fromEntries(entries.slice(0, mostKept));
}

/** Limits as a product's marks tell them: a whole number, or `none`; what is left out limits nothing. */
export function parseLimits(marks: Readonly<Record<string, string>>): PlanLimits {
  const read = (mark: string | undefined) => (/^\d{1,9}$/.test(mark?.trim() ?? "") ? Number(mark) : null);
  // Marks are written as Stripe's people write keys.
  const [units, members, apiKeys, exportsPerMonth] = limitNames.map((name) =>
    read(marks[name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)]),
  );
  return {
    units: units ?? null,
    members: members ?? null,
    apiKeys: apiKeys ?? null,
    exportsPerMonth: exportsPerMonth ?? null,
  };
}
