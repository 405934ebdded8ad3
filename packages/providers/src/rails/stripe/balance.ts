import type { z } from "zod";
import { sumMinor } from "@stead/kernel/money";
import type {
  CallOptions,
  MoneyReceived,
  PullPage,
  PullWindow,
  RailAnswer,
  RailFact,
} from "../rail-provider.ts";
import { fromStripeAmount, roundStripeAmount } from "./amounts.ts";
import { refuse } from "../answers.ts";
import { parseShape, readEach } from "../shape.ts";
import type { StripeClient } from "./client.ts";
import { marks, readDispute, readPayout, toInstant } from "./facts.ts";
import { BalanceTransaction, Charge, Dispute, Payout } from "./shapes.ts";

type Entry = z.output<typeof BalanceTransaction>;

const pageRows = 100;
/** A payout of more entries than this is not one of rents. */
const mostPages = 200;
/** Entries by which money came in. */
const moneyTypes = new Set(["charge", "payment"]);
/** Entries that are nothing but a fee. */
const feeTypes = new Set(["stripe_fee", "network_cost", "tax_fee"]);

type Page = { entries: Entry[]; next: string | null };

function listPage(
  client: StripeClient,
  filter: { payout: string } | { created: { gte: number; lte: number } },
  cursor: string | null,
  { signal }: CallOptions,
): Promise<RailAnswer<Page>> {
  return client.call({ operation: "balance", effect: "none" }, signal, async (stripe) => {
    const { data, has_more: hasMore } = await stripe.balanceTransactions.list({
      ...filter,
      limit: pageRows,
      expand: ["data.source"],
      ...(cursor !== null && { starting_after: cursor }),
    });
    const entries = data.map((row) => parseShape(BalanceTransaction, row, "balance transaction"));
    return { entries, next: hasMore ? (entries.at(-1)?.id ?? null) : null };
  });
}

/** The money behind an entry: one by its payment intent, as the events tell it. */
function moneyOf(entry: Entry): MoneyReceived {
  const charge = parseShape(Charge, entry.source, "charge");
  return {
    externalId: charge.payment_intent ?? charge.id,
    amountMinor: fromStripeAmount(charge.amount, charge.currency),
    currency: charge.currency.toUpperCase(),
    receivedAt: toInstant(charge.created),
    reference: charge.metadata[marks.reference] ?? null,
    payerKey: charge.customer,
    payerName: charge.billing_details?.name ?? null,
    feeMinor: entry.currency === charge.currency ? roundStripeAmount(entry.fee, entry.currency) : null,
  };
}

/** A page of the money that came in, by Stripe's balance. */
export async function pullMoney(
  client: StripeClient,
  { fromAt, toAt, cursor }: PullWindow,
  options: CallOptions,
): Promise<RailAnswer<PullPage>> {
  const created = { gte: Math.floor(Date.parse(fromAt) / 1_000), lte: Math.ceil(Date.parse(toAt) / 1_000) };
  if (!(created.lte >= created.gte)) return refuse("window", "The time to list ends before it begins.");
  const page = await listPage(client, { created }, cursor, options);
  if (page.outcome !== "ok") return page;
  const { entries, next } = page.value;
  const { read: money, unreadableCount } = readEach(
    entries.filter(({ type }) => moneyTypes.has(type)),
    moneyOf,
  );
  return { outcome: "ok", value: { money, unreadableCount, next } };
}

/** A payout with its gross, its fee and the money in it. Waits while Stripe still puts it together. */
export async function refetchPayout(
  client: StripeClient,
  ref: string,
  at: string,
  options: CallOptions,
): Promise<RailAnswer<readonly RailFact[]>> {
  const fetched = await client.call({ operation: "payout", effect: "none" }, options.signal, async (stripe) =>
    parseShape(Payout, await stripe.payouts.retrieve(ref), "payout"),
  );
  if (fetched.outcome !== "ok") return fetched;
  const payout = fetched.value;
  const fact = readPayout(payout, at);
  if (fact.kind !== "settlement" || fact.state === "failed") return { outcome: "ok", value: [fact] };
  if (payout["reconciliation_status"] === "in_progress") {
    const text = "Stripe still puts the payout together. Its parts follow.";
    return {
      outcome: "failed",
      category: "throttled",
      result: { code: "in_progress", text },
      retryAfterMs: 60_000,
    };
  }
  const entries: Entry[] = [];
  let cursor: string | null = null;
  for (let page = 0; page < mostPages && (page === 0 || cursor !== null); page++) {
    const listed = await listPage(client, { payout: ref }, cursor, options);
    if (listed.outcome !== "ok") return listed;
    entries.push(...listed.value.entries);
    cursor = listed.value.next;
  }
  return { outcome: "ok", value: [{ ...fact, ...takeApart(fact.netMinor, entries), isWhole: true }] };
}

/** What Stripe kept of the money in a payout, and which money it is. The fee of a dispute was told by the dispute. */
function takeApart(netMinor: number, entries: readonly Entry[]) {
  const fees = entries.map(({ type, fee, net, currency }) => {
    if (feeTypes.has(type)) return roundStripeAmount(-net, currency);
    return type === "adjustment" || type === "payout" ? 0 : roundStripeAmount(fee, currency);
  });
  const feeMinor = sumMinor(fees);
  const { read: money } = readEach(
    entries.filter(({ type }) => moneyTypes.has(type)),
    moneyOf,
  );
  const moneyIds = money.map(({ externalId }) => externalId);
  return { grossMinor: netMinor + feeMinor, feeMinor, moneyIds: [...new Set(moneyIds)] };
}

/** A dispute's step as Stripe has it now. */
export function refetchDispute(
  client: StripeClient,
  fact: Extract<RailFact, { kind: "dispute" }>,
  { signal }: CallOptions,
): Promise<RailAnswer<readonly RailFact[]>> {
  return client.call({ operation: "dispute", effect: "none" }, signal, async (stripe) => [
    readDispute(
      parseShape(Dispute, await stripe.disputes.retrieve(fact.ref), "dispute"),
      fact.state,
      fact.at,
    ),
  ]);
}
