import type { CollectionState } from "@stead/contracts/collecting";
import { newId } from "@stead/kernel/ids";
import { createSealer } from "@stead/kernel/seal";
import type { MoneyReceived, RailFact } from "@stead/providers/rails/rail-provider";
import { makeInvoice } from "@stead/testing/invoice-factory";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { inTransaction, type RailContext } from "../context/index.ts";
import { openTestHouse, type TestHouse } from "../context/test-house.ts";
import { accountSums } from "../context/test-money.ts";
import { makeTenancy } from "../context/test-tenancy.ts";
import { runProof } from "../ledger/index.ts";
import { readAccount, type RailAccountRow } from "../rails/index.ts";
import { applyFact } from "./apply-fact.ts";

let house: TestHouse;
beforeAll(async () => {
  house = await openTestHouse();
});
afterAll(() => house.close());

const attemptCount = 3;
const moneyCount = 5;
const at = "2026-06-14T08:00:00Z";

/** Money number n: the first ones answer the collections, the others were paid without being asked for. */
function money(n: number): MoneyReceived {
  const isAsked = n < attemptCount;
  return {
    externalId: `RECEIPT${n}`,
    amountMinor: (n + 1) * 100_000,
    currency: "KES",
    receivedAt: at,
    reference: isAsked ? null : `nobody ${n}`,
    payerKey: n % 2 === 0 ? `payer ${n}` : null,
    payerName: null,
    feeMinor: null,
  };
}

const ends = ["pending", "failed", "expired", "cancelled", "unknown"] as const;

/** Any telling of any of them, as a provider may tell it. */
const fact: fc.Arbitrary<RailFact> = fc.oneof(
  fc
    .record({ n: fc.nat(attemptCount - 1), state: fc.constantFrom(...ends) })
    .map(({ n, state }): RailFact => ({
      kind: "attempt",
      ref: `PROMPT${n}`,
      attemptId: null,
      state,
      result: { code: state, text: `It ended as ${state}.` },
      money: null,
    })),
  fc.nat(attemptCount - 1).map((n): RailFact => ({
    kind: "attempt",
    ref: `PROMPT${n}`,
    attemptId: null,
    state: "paid",
    result: null,
    money: money(n),
  })),
  fc.nat(moneyCount - 1).map((n): RailFact => ({ kind: "money", money: money(n) })),
  fc
    .record({
      n: fc.nat(moneyCount - 1),
      state: fc.constantFrom("opened", "withdrawn", "reinstated", "won", "lost"),
    })
    .map(({ n, state }): RailFact => {
      const feeMinor = state === "withdrawn" ? 1_500 : 0;
      const { externalId: moneyId, amountMinor, currency } = money(n);
      return { kind: "dispute", ref: `DISPUTE${n}`, moneyId, state, amountMinor, currency, feeMinor, at };
    }),
  fc.nat(2).map((n): RailFact => ({
    kind: "settlement",
    ref: `PAYOUT${n}`,
    state: "paid",
    grossMinor: (n + 1) * 10_000,
    feeMinor: 100,
    netMinor: (n + 1) * 10_000 - 100,
    currency: "KES",
    at,
    moneyIds: [],
    isWhole: true,
  })),
);

type Books = {
  attempts: Record<string, { state: CollectionState; isPaid: boolean }>;
  clearingMinor: number;
  feesMinor: number;
};

const isNamed = (facts: readonly RailFact[], n: number, state: string) =>
  facts.some((each) => each.kind === "dispute" && each.ref === `DISPUTE${n}` && each.state === state);

/** What the facts come to, by themselves: no order, no repetition. */
function expected(facts: readonly RailFact[]): Books {
  const ranks: CollectionState[] = ["pending", "unknown", "expired", "cancelled", "failed", "paid"];
  const numbers = Array.from({ length: moneyCount }, (_, n) => n);
  const known = numbers.filter((n) =>
    facts.some(
      (each) =>
        (each.kind === "money" || each.kind === "attempt") && each.money?.externalId === `RECEIPT${n}`,
    ),
  );
  const attempts: Books["attempts"] = {};
  for (let n = 0; n < attemptCount; n++) {
    const told = facts.flatMap((each) =>
      each.kind === "attempt" && each.ref === `PROMPT${n}` ? [each.state as CollectionState] : [],
    );
    const state = told.reduce<CollectionState>(
      (best, each) => (ranks.indexOf(each) > ranks.indexOf(best) ? each : best),
      "pending",
    );
    attempts[`PROMPT${n}`] = { state, isPaid: state === "paid" };
  }
  const sum = (ns: readonly number[]) => ns.reduce((total, n) => total + money(n).amountMinor, 0);
  const withdrawn = known.filter((n) => isNamed(facts, n, "withdrawn"));
  const again = withdrawn.filter((n) => isNamed(facts, n, "reinstated"));
  const payouts = new Set(facts.flatMap((each) => (each.kind === "settlement" ? [each.grossMinor] : [])));
  const gross = [...payouts].reduce((total, each) => total + each, 0);
  const disputeFees = withdrawn.length * 1_500;
  return {
    attempts,
    clearingMinor: sum(known) - sum(withdrawn) + sum(again) - disputeFees - gross,
    feesMinor: disputeFees + payouts.size * 100,
  };
}

type World = { ctx: RailContext; account: RailAccountRow; agencyId: string };

async function newWorld(): Promise<World> {
  const { ctx: member, agency, lease } = await makeTenancy(house);
  const sealer = createSealer("a secret of tests that is long enough");
  const unreachable = () => {
    throw new Error("no provider is asked here");
  };
  const rails = { open: unreachable, sealer, callbackBase: "", publicUrl: "" };
  const ctx: RailContext = { ...member, rails };
  const id = newId();
  await house.arrange.insert("rail_accounts", {
    agency_id: agency.id,
    id,
    rail: "mpesa",
    account: "600100",
    label: "Paybill",
    currency: "KES",
    settings_sealed: "",
  });
  for (let n = 0; n < attemptCount; n++) {
    await makeInvoice(house.arrange, lease);
    await house.arrange.insert("payment_attempts", {
      agency_id: agency.id,
      id: newId(),
      rail: "mpesa",
      rail_account_id: id,
      lease_id: lease.id,
      property_id: lease.propertyId,
      amount_minor: money(n).amountMinor,
      currency: "KES",
      reference: "L-1",
      payer_key: `phone ${n}`,
      state: "pending",
      provider_ref: `PROMPT${n}`,
      expires_at: "2026-06-15T10:00:00Z",
    });
  }
  return { ctx, account: await readAccount(ctx.db.sql, ctx, id), agencyId: agency.id };
}

/** Applies facts as they come; those that wait for others are applied again until nothing moves. */
async function tell({ ctx, account }: World, facts: readonly RailFact[]): Promise<void> {
  let waiting = [...facts];
  for (;;) {
    const still: RailFact[] = [];
    for (const each of waiting) {
      const { waitsFor } = await inTransaction(ctx, (tx) => applyFact(tx, ctx, account, each));
      if (waitsFor !== undefined) still.push(each);
    }
    if (still.length === waiting.length) return;
    waiting = still;
  }
}

async function read({ agencyId }: World): Promise<Books> {
  const rows = await house.arrange.query<{ ref: string; state: CollectionState; paymentId: string | null }>(
    `select provider_ref as ref, state, payment_id as "paymentId" from payment_attempts where agency_id = $1 order by 1`,
    agencyId,
  );
  const sums = await accountSums(house, agencyId);
  return {
    attempts: Object.fromEntries(
      rows.map(({ ref, state, paymentId }) => [ref, { state, isPaid: paymentId !== null }]),
    ),
    clearingMinor: sums["1010"] ?? 0,
    feesMinor: sums["5200"] ?? 0,
  };
}

test("facts come to the same books in any order and however often they are told", async () => {
  const told = { total: 0, withdrawn: 0, paid: 0 };
  await fc.assert(
    fc.asyncProperty(
      fc.array(fact, { minLength: 4, maxLength: 25 }),
      fc.infiniteStream(fc.nat()),
      async (facts, chances) => {
        const again = facts.filter(() => chances.next().value % 3 === 0);
        const shuffled = [...facts, ...again]
          .map((each) => ({ each, chance: chances.next().value }))
          .toSorted((a, b) => a.chance - b.chance)
          .map(({ each }) => each);
        const world = await newWorld();
        await tell(world, shuffled);
        const books = expected(facts);
        expect(await read(world)).toEqual(books);
        const proof = await runProof({ ctx: world.ctx });
        expect(proof.checks.filter((check) => !check.isSound)).toEqual([]);
        told.total++;
        if (facts.some((each) => each.kind === "dispute" && each.state === "withdrawn")) told.withdrawn++;
        if (Object.values(books.attempts).some(({ isPaid }) => isPaid)) told.paid++;
      },
    ),
    { numRuns: 40, seed: 20_261_122, endOnFailure: true },
  );
  // The sequences are worth something.
  expect(told.withdrawn).toBeGreaterThan(told.total / 4);
  expect(told.paid).toBeGreaterThan(told.total / 4);
});
