import { newId } from "@stead/kernel/ids";
import { describe, expect, test } from "vitest";
import { useRail } from "../test-rail.ts";

const signal = new AbortController().signal;
/** A busy machine takes its time. */
const patience = { timeout: 30_000 };
const { rail, wire, sandbox, arrived, collect, fact, paidMoney, stateOf } = await useRail("stripe");
const { play } = sandbox;

const paid = async () => {
  const { asked, ref } = await collect();
  await wire.pay(ref);
  return paidMoney(asked.attemptId);
};
/** The charge behind a payment intent, by the provider's own books. */
const chargeOf = async (intentId: string) => {
  const { items } = await play<{ items: { id: string; related: string }[] }>(
    "GET",
    "/ledger?rail=stripe&kind=charge",
  );
  return items.find(({ related }) => related === intentId)?.id ?? "";
};

describe("signatures", () => {
  test.each(["wrong-signature", "old-signature"])("%s is refused", async (mode) => {
    await sandbox.moods({ mode });
    const before = arrived().length;
    const { ref } = await collect();
    await wire.pay(ref);
    await expect.poll(() => arrived().length, patience).toBeGreaterThan(before);
    expect(
      arrived()
        .slice(before)
        .map(({ verdict }) => verdict.outcome),
    ).not.toContain("store");
  });
});

test("a bank debit is no money until it is through, and none when it bounces", async () => {
  for (const [act, end] of [
    ["complete", "paid"],
    ["fail", "failed"],
  ] as const) {
    const { asked, ref } = await collect();
    await play("POST", `/stripe/sessions/${ref}/act`, { act: "bank-debit" });
    const pending = await fact(
      "attempt",
      (one) => one.attemptId === asked.attemptId && one.ref.startsWith("pi_"),
    );
    expect(pending).toMatchObject({ state: "pending", money: null });
    expect(await stateOf(ref)).toBe("pending");
    await play("POST", `/stripe/payment-intents/${pending.ref}/act`, { act });
    await fact("attempt", (one) => one.ref === ref && one.state === end);
    expect(await stateOf(ref)).toBe(end);
  }
});

test("a dispute takes the money with its fee, and gives it again when it is won", async () => {
  const money = await paid();
  await play("POST", `/stripe/charges/${await chargeOf(money.externalId)}/dispute`, {});
  const about = { moneyId: money.externalId, amountMinor: 2_500_000, currency: "KES" };
  const withdrawn = await fact(
    "dispute",
    (one) => one.moneyId === money.externalId && one.state === "withdrawn",
  );
  expect(withdrawn).toMatchObject(about);
  expect(withdrawn.feeMinor).toBeGreaterThan(0);
  await play("POST", `/stripe/disputes/${withdrawn.ref}/act`, { act: "won" });
  const isOf = (state: string) => (one: { ref: string; state: string }) =>
    one.ref === withdrawn.ref && one.state === state;
  expect(await fact("dispute", isOf("reinstated"))).toMatchObject(about);
  expect(await fact("dispute", isOf("won"))).toMatchObject({ feeMinor: 0 });
});

test("a refund that comes back says so", async () => {
  const money = await paid();
  const requestKey = newId();
  const asked = { requestKey, moneyId: money.externalId, amountMinor: 100_000, currency: "KES", reason: "x" };
  const started = await rail.refund?.(asked, { signal });
  const again = await rail.refund?.(asked, { signal });
  expect(again).toEqual(started);
  const { ref } = await fact("movement", (one) => one.requestKey === requestKey);
  await play("POST", `/stripe/refunds/${ref ?? ""}/act`, { act: "fail" });
  expect(await fact("movement", (one) => one.ref === ref && one.state === "failed")).toMatchObject({
    requestKey,
  });
  expect(
    await rail.queryMovement?.({ requestKey, ref: null, moneyId: money.externalId }, { signal }),
  ).toMatchObject({
    outcome: "ok",
    value: [{ ref, state: "failed" }],
  });
});

test("a payout names its money, and its gross is its net with the fees", async () => {
  const money = await paid();
  await play("POST", "/stripe/accounts/acct_1Contract0001/payout", {});
  const told = await fact("settlement");
  expect(told.isWhole).toBe(false);
  const whole = await rail.confirm(told, { signal });
  const [settled] = whole.outcome === "ok" ? whole.value : [];
  expect(settled).toMatchObject({
    kind: "settlement",
    isWhole: true,
    netMinor: told.netMinor,
    currency: "KES",
  });
  const { grossMinor = 0, feeMinor = 0, moneyIds = [] } = settled?.kind === "settlement" ? settled : {};
  expect(feeMinor).toBeGreaterThan(0);
  expect(grossMinor).toBe(told.netMinor + feeMinor);
  expect(moneyIds).toContain(money.externalId);
});
