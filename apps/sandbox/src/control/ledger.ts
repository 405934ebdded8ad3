import type { BankSide } from "../jirani/side.ts";
import type { MobileMoney } from "../mpesa/mobile-money.ts";
import type { MobileTransaction } from "../mpesa/rows.ts";
import type { Sandbox } from "../sandbox.ts";
import { toIsoMinor } from "../stripe/amounts.ts";
import type { Charge, Dispute, Payout, Refund } from "../stripe/objects.ts";
import type { StripeSide } from "../stripe/side.ts";

/** One movement of money as its provider holds it. Amounts in ISO minor units. */
export type LedgerEntry = {
  /** Receipt number, charge, refund, dispute or payout: unique on its rail. */
  id: string;
  rail: "mpesa" | "stripe" | "jirani";
  /** Short code, Stripe account, or the bank's account. */
  account: string;
  kind: "receipt" | "disbursement" | "reversal" | "charge" | "refund" | "dispute" | "payout" | "sweep";
  amountMinor: number;
  currency: string;
  state: string;
  /** What the payer typed, or the merchant's own key. */
  reference: string;
  /** What it undoes or belongs to. */
  related: string | null;
  at: string;
};

export type LedgerFilter = {
  rail?: string | undefined;
  account?: string | undefined;
  kind?: string | undefined;
  state?: string | undefined;
  cursor?: string | undefined;
  limit: number;
};

const mobileKinds = { stk: "receipt", c2b: "receipt", b2c: "disbursement", reversal: "reversal" } as const;

function mobileEntry(row: MobileTransaction): LedgerEntry {
  return {
    id: row.receipt,
    rail: "mpesa",
    account: row.shortCode,
    kind: mobileKinds[row.kind],
    amountMinor: row.amount * 100,
    currency: "KES",
    state: row.state,
    reference: row.originatorConversationId ?? row.reference,
    related: row.reverses ?? row.checkoutRequestId,
    at: new Date(row.finalisedMs ?? row.initiatedMs).toISOString(),
  };
}

function* mobileEntries({ transactions }: MobileMoney): Generator<LedgerEntry> {
  for (const row of transactions.values()) yield mobileEntry(row);
}

const stripeKinds = { charge: "charge", refund: "refund", dispute: "dispute", payout: "payout" } as const;

type StripeMoney = Charge | Refund | Dispute | Payout;

function stripeEntry(account: string, row: StripeMoney): LedgerEntry {
  const related =
    row.object === "charge"
      ? row.payment_intent
      : row.object === "payout"
        ? row.balance_transaction
        : row.charge;
  return {
    id: row.id,
    rail: "stripe",
    account,
    kind: stripeKinds[row.object],
    amountMinor: toIsoMinor(row.amount, row.currency),
    currency: row.currency.toUpperCase(),
    state: row.status,
    reference: Object.values(row.metadata).join(" "),
    related,
    at: new Date(row.created * 1_000).toISOString(),
  };
}

function* stripeEntries({ accounts, ofKind }: StripeSide): Generator<LedgerEntry> {
  for (const { id } of accounts.values()) {
    for (const kind of Object.values(stripeKinds)) {
      for (const { value } of ofKind(id, kind)) yield stripeEntry(id, value as StripeMoney);
    }
  }
}

function* bankEntries({ credits, transfers, sweeps }: BankSide): Generator<LedgerEntry> {
  for (const row of credits.values()) {
    const { id, account, amountMinor, currency, reference, requestId, atMs } = row;
    const money = { id, rail: "jirani", account, amountMinor, currency, reference } as const;
    yield { ...money, kind: "receipt", state: "completed", related: requestId, at: instantOf(atMs) };
  }
  for (const {
    id,
    account,
    kind,
    amountMinor,
    currency,
    key,
    status,
    creditId,
    atMs,
  } of transfers.values()) {
    const money = { id, rail: "jirani", account, amountMinor, currency, reference: key } as const;
    const what = kind === "return" ? "refund" : "disbursement";
    yield { ...money, kind: what, state: status, related: creditId, at: instantOf(atMs) };
  }
  for (const { id, account, grossMinor, currency, atMs } of sweeps.values()) {
    const money = { id, rail: "jirani", account, amountMinor: grossMinor, currency, reference: "" } as const;
    yield { ...money, kind: "sweep", state: "completed", related: null, at: instantOf(atMs) };
  }
}

const instantOf = (epochMs: number) => new Date(epochMs).toISOString();
const keyOf = (entry: LedgerEntry) => `${entry.at}~${entry.id}`;

/** Everything that the providers hold, oldest first: the truth that an audit compares a ledger with. */
export function listLedger(
  sandbox: Sandbox,
  { cursor, limit, ...filter }: LedgerFilter,
): { items: LedgerEntry[]; nextCursor: string | null } {
  const wanted = Object.entries(filter).filter(([, value]) => value !== undefined);
  const all = [
    ...mobileEntries(sandbox.mobileMoney),
    ...stripeEntries(sandbox.stripe),
    ...bankEntries(sandbox.bank),
  ];
  const matching = all
    .filter((entry) => wanted.every(([field, value]) => entry[field as keyof LedgerEntry] === value))
    .toSorted((left, right) => (keyOf(left) < keyOf(right) ? -1 : 1))
    .filter((entry) => cursor === undefined || keyOf(entry) > cursor);
  const items = matching.slice(0, limit);
  const last = items.at(-1);
  return { items, nextCursor: matching.length > limit && last !== undefined ? keyOf(last) : null };
}
