import { subscriptionStatuses } from "@stead/contracts/plans";
import type { PaidFact, SubscriptionFact } from "@stead/providers/platform/platform-billing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { deriveSubscription, isDoubtful, joinFacts, parseLimits } from "./rules.ts";

const minute = (count: number) => new Date(Date.UTC(2026, 10, 22, 9, count)).toISOString();

const subscription = (fields: Partial<SubscriptionFact> = {}): SubscriptionFact => ({
  kind: "subscription",
  subscriptionId: "sub_1",
  customerId: "cus_1",
  agencyId: null,
  status: "active",
  itemId: "si_1",
  priceId: "price_small",
  startedAt: minute(0),
  periodStart: minute(0),
  periodEnd: minute(40_000),
  trialEndsAt: null,
  cancelsAtEnd: false,
  asOf: minute(0),
  isAsked: false,
  ...fields,
});

const paid = (fields: Partial<PaidFact> = {}): PaidFact => ({
  kind: "paid",
  subscriptionId: "sub_1",
  customerId: "cus_1",
  invoiceId: "in_1",
  priceId: "price_small",
  periodEnd: minute(40_000),
  paidAt: minute(0),
  askedAt: null,
  ...fields,
});

type News = SubscriptionFact | PaidFact;
const after = (...news: News[]) => deriveSubscription(joinFacts({}, news));

describe("whatever came first, and however often", () => {
  const id = fc.constantFrom("sub_1", "sub_2", "sub_3");
  const price = fc.constantFrom("price_small", "price_large");
  const when = fc.integer({ min: 0, max: 6 }).map(minute);
  const news = fc.oneof(
    fc
      .record({
        subscriptionId: id,
        status: fc.constantFrom(...subscriptionStatuses.slice(1)),
        priceId: price,
        startedAt: when,
        asOf: when,
        isAsked: fc.boolean(),
        cancelsAtEnd: fc.boolean(),
      })
      .map((fields) => subscription(fields as Partial<SubscriptionFact>)),
    fc
      .record({
        subscriptionId: id,
        priceId: price,
        paidAt: when,
        askedAt: fc.option(when),
        invoiceId: fc.constantFrom("in_1", "in_2"),
      })
      .map(paid),
  );
  const told = fc
    .array(news, { maxLength: 12 })
    .chain((all) =>
      fc.tuple(fc.constant(all), fc.shuffledSubarray([...all, ...all], { minLength: all.length * 2 })),
    );

  test("the same is known in the end, and the same follows", () => {
    fc.assert(
      fc.property(told, ([all, shuffled]) => {
        const known = joinFacts({}, all);
        const one = shuffled.reduce((facts, fact) => joinFacts(facts, [fact]), {});
        expect(one).toEqual(known);
        expect(deriveSubscription(one)).toEqual(deriveSubscription(known));
      }),
      { numRuns: 500 },
    );
  });

  test("two processes that heard different parts agree when each has heard the other", () => {
    fc.assert(
      fc.property(fc.array(news, { maxLength: 8 }), fc.array(news, { maxLength: 8 }), (left, right) => {
        const known = joinFacts(joinFacts({}, left), right);
        expect(joinFacts(joinFacts({}, right), left)).toEqual(known);
      }),
    );
  });

  test("what has ended stays ended", () => {
    fc.assert(
      fc.property(told, ([all]) => {
        const facts = joinFacts({}, [...all, subscription({ status: "canceled", asOf: minute(0) })]);
        expect(["canceled", "incomplete_expired"]).toContain(facts["sub_1"]?.snapshot?.status);
      }),
    );
  });
});

describe("what is provided", () => {
  test("is the price that was paid: a change counts when its invoice is", () => {
    const changed = subscription({ priceId: "price_large", asOf: minute(10) });
    expect(after(subscription(), paid(), changed).priceId).toBe("price_small");
    const bought = paid({ priceId: "price_large", paidAt: minute(10), invoiceId: "in_2" });
    expect(after(bought, changed, paid(), subscription()).priceId).toBe("price_large");
  });

  test("is what is tried, in a trial; nothing before the first payment", () => {
    const trial = subscription({ status: "trialing", trialEndsAt: minute(20_000) });
    expect(after(trial)).toMatchObject({
      status: "trialing",
      priceId: "price_small",
      trialEndsAt: minute(20_000),
    });
    expect(after(subscription({ status: "incomplete" }))).toMatchObject({
      status: "incomplete",
      priceId: null,
    });
    expect(after()).toMatchObject({ status: "none", priceId: null, subscriptionId: null });
  });

  test("stays while a payment is late, and when it is given up: only what may be done changes", () => {
    for (const status of ["past_due", "unpaid", "paused", "canceled"] as const)
      expect(after(paid(), subscription({ status }))).toMatchObject({ status, priceId: "price_small" });
  });

  test("follows the subscription that lets in, else one that is owed, else the last; a new one that was not paid opens nothing", () => {
    const ended = subscription({ status: "canceled" });
    const begun = subscription({ subscriptionId: "sub_2", status: "incomplete", startedAt: minute(9) });
    expect(after(ended, begun).status).toBe("canceled");
    expect(after(ended, { ...begun, status: "active" })).toMatchObject({
      status: "active",
      subscriptionId: "sub_2",
    });
    const owed = { ...begun, status: "unpaid" as const };
    expect(after(subscription(), owed)).toMatchObject({ status: "active", subscriptionId: "sub_1" });
  });
});

describe("the provider is asked", () => {
  const known = joinFacts({}, [subscription(), paid()]);
  test("about what is not known, not paid for, or of no sure order", () => {
    expect(isDoubtful({}, [paid()])).toBe(true);
    expect(isDoubtful({}, [subscription()])).toBe(true);
    expect(isDoubtful(known, [subscription({ status: "past_due", asOf: minute(2) })])).toBe(true);
    expect(isDoubtful(known, [subscription({ status: "past_due", asOf: minute(-60) })])).toBe(true);
    expect(isDoubtful(known, [paid({ invoiceId: "in_2" })])).toBe(true);
    expect(isDoubtful(known, [paid({ priceId: "price_large", paidAt: minute(30) })])).toBe(true);
  });

  test("about nothing that is plainly newer, or known already", () => {
    expect(isDoubtful(known, [subscription(), paid()])).toBe(false);
    expect(isDoubtful(known, [subscription({ status: "past_due", asOf: minute(60) })])).toBe(false);
    expect(isDoubtful(known, [paid({ paidAt: minute(60), invoiceId: "in_2" })])).toBe(false);
  });

  test("about a payment of what was late", () => {
    const late = joinFacts(known, [subscription({ status: "unpaid", asOf: minute(60) })]);
    expect(isDoubtful(late, [paid({ paidAt: minute(90), invoiceId: "in_2" })])).toBe(true);
  });
});

test("limits are read from a product's marks; what is no count limits nothing", () => {
  expect(parseLimits({ units: "25", api_keys: "0", exports_per_month: "none", members: "many" })).toEqual({
    units: 25,
    members: null,
    apiKeys: 0,
    exportsPerMonth: null,
  });
});
