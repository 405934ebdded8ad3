import { describe, expect, test } from "vitest";
import { useRail } from "../test-rail.ts";
import { payerKey } from "./values.ts";

const signal = new AbortController().signal;
const { rail, wire, sandbox, arrived, open, collect, fact, paidMoney, stateOf } = await useRail("mpesa");

/** A customer pays by hand. */
const payByHand = (msisdn: string, reference: string) =>
  sandbox.play<{ receipt: string }>("POST", "/mpesa/payments", {
    shortCode: "600966",
    msisdn,
    amount: 18_500,
    reference,
  });

describe("prompts", () => {
  test("reported as timed out and paid afterwards end as paid: both are read", async () => {
    await sandbox.moods({ mode: "timeout-then-paid", delayMs: 0 });
    const { asked, ref } = await collect();
    await sandbox.play("POST", `/mpesa/prompts/${ref}/act`, { act: "pay" });
    const expired = await fact(
      "attempt",
      (one) => one.attemptId === asked.attemptId && one.state === "expired",
    );
    expect(expired).toMatchObject({ ref, money: null, result: { code: "1037" } });
    expect(await paidMoney(asked.attemptId)).toMatchObject({ amountMinor: 2_500_000 });
  });

  test("are read whatever form their callback has", async () => {
    await sandbox.moods(
      { mode: "result-as-text" },
      { mode: "reordered-items" },
      { mode: "balance-with-value" },
    );
    const { asked, ref } = await collect();
    await wire.pay(ref);
    expect(await paidMoney(asked.attemptId)).toMatchObject({ amountMinor: 2_500_000, currency: "KES" });
  });

  test("that end with a code that nobody knows are unknown, not failed", async () => {
    await sandbox.moods({ mode: "unknown-result" });
    const { asked, ref } = await collect();
    await wire.pay(ref);
    const end = await fact("attempt", (one) => one.attemptId === asked.attemptId);
    expect(end).toMatchObject({ state: "unknown", result: { concern: "unknown" } });
  });

  test.each([
    ["wrong-pin", "failed", "2001"],
    ["no-money", "failed", "1"],
    ["time-out", "expired", "1037"],
    ["expire", "expired", "1019"],
  ])("%s ends as %s", async (act, state, code) => {
    const { asked, ref } = await collect();
    await sandbox.play("POST", `/mpesa/prompts/${ref}/act`, { act });
    const end = await fact("attempt", (one) => one.attemptId === asked.attemptId);
    expect(end).toMatchObject({ state, result: { code } });
    expect(await stateOf(ref)).toBe(state);
  });

  test("are sent with a new token when the old one ran out early", async () => {
    await sandbox.moods({ mode: "token-expired-early", remaining: 1 });
    const { asked } = await collect();
    expect(await wire.refsOf(asked.reference)).toHaveLength(1);
  });

  test("to a phone that is busy with another are not sent", async () => {
    const { asked } = await collect();
    const again = await rail.collect({ ...asked, attemptId: "another" }, { signal });
    expect(again).toMatchObject({ outcome: "failed", category: "throttled", retryAfterMs: 60_000 });
  });
});

describe("money that is paid by hand", () => {
  test.each([
    ["hashed-msisdn", payerKey("254711000001")],
    ["plain-msisdn", payerKey("254711000001")],
    [undefined, expect.stringMatching(/^masked:2547\*+\d{3}$/) as string],
  ])("names its payer by an opaque key (%s)", async (mode, expected) => {
    if (mode !== undefined) await sandbox.moods({ mode });
    const { receipt } = await payByHand("254711000001", "klm b04");
    const { money } = await fact("money", (one) => one.money.externalId === receipt);
    expect(money).toMatchObject({ amountMinor: 1_850_000, reference: "klm b04", payerKey: expected });
    expect(JSON.stringify(money)).not.toContain("254711000001");
  });

  test("is asked about before it is taken, where that is switched on", async () => {
    await sandbox.play("PUT", "/mpesa/merchants/600966", { isValidationOn: true });
    const { receipt } = await payByHand("254711000002", "KLM-B05");
    expect(await fact("money", (one) => one.money.externalId === receipt)).toMatchObject({
      money: { reference: "KLM-B05" },
    });
    expect(arrived().map(({ verdict }) => verdict)).toContainEqual({
      outcome: "validate",
      reference: "KLM-B05",
      amountMinor: 1_850_000,
      currency: "KES",
    });
  });
});

test("an app of the old product is registered by version 1", async () => {
  await sandbox.play("PUT", "/mpesa/merchants/600966", { c2bVersion: "v1" });
  expect(await open().register({ signal })).toMatchObject({ outcome: "ok" });
});

test("prompts and confirmations of one payment are one money", async () => {
  await sandbox.moods({ mode: "stk-and-c2b" });
  const { asked, ref } = await collect();
  await wire.pay(ref);
  const { externalId, payerKey: key } = await paidMoney(asked.attemptId);
  const { money } = await fact("money", (one) => one.money.externalId === externalId);
  expect(money).toMatchObject({ reference: asked.reference, amountMinor: 2_500_000 });
  expect(key).toMatch(/^[0-9a-f]{64}$/);
});
