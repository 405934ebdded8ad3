import { newId } from "@stead/kernel/ids";
import { beforeAll, describe, expect, test } from "vitest";
import { useRail } from "../test-rail.ts";
import { payerKey } from "./values.ts";

const signal = new AbortController().signal;
/** A busy machine takes its time. */
const patience = { timeout: 30_000 };
const { rail, wire, sandbox, arrived, open, collect, fact, paidMoney, stateOf, listed } =
  await useRail("mpesa");

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

describe("payouts", () => {
  beforeAll(() => sandbox.play("PUT", "/mpesa/merchants/600966", { utility: 10_000_000 }));

  const payOut = (requestKey: string) => ({
    requestKey,
    amountMinor: 4_120_000,
    currency: "KES",
    reason: "Deposit returned",
    phone: "+254711000009",
    name: "Akinyi",
  });
  const disbursed = async (requestKey: string) => {
    const { items } = await sandbox.play<{ items: { reference: string; state: string }[] }>(
      "GET",
      "/ledger?rail=mpesa&kind=disbursement",
    );
    return items.filter(({ reference }) => reference === requestKey).map(({ state }) => state);
  };

  test("go out once under our key, and say their receipt", async () => {
    const requestKey = newId();
    expect(await rail.payOut?.(payOut(requestKey), { signal })).toMatchObject({ outcome: "ok" });
    const done = await fact("movement", (one) => one.requestKey === requestKey && one.state === "paid");
    expect(done).toMatchObject({ amountMinor: 4_120_000, currency: "KES" });
    expect(done.externalId).toMatch(/^[A-Z0-9]{10}$/);
    expect(await rail.payOut?.(payOut(requestKey), { signal })).toMatchObject({
      outcome: "failed",
      category: "repeated",
    });
    expect(await disbursed(requestKey)).toEqual(["completed"]);
  });

  test.each(["answer-lost", "error-after-act"])("%s: it is not paid twice", async (mode) => {
    await sandbox.moods({ mode, remaining: 1, subject: "b2c" });
    const requestKey = newId();
    expect(await rail.payOut?.(payOut(requestKey), { signal })).toMatchObject({ category: "repeated" });
    await fact("movement", (one) => one.requestKey === requestKey && one.state === "paid");
    expect(await disbursed(requestKey)).toEqual(["completed"]);
  });

  test("that end in a full queue are pending until they are asked about", async () => {
    await sandbox.moods({ mode: "queue-timeout", remaining: 1 });
    const requestKey = newId();
    await rail.payOut?.(payOut(requestKey), { signal });
    const waiting = await fact("movement", (one) => one.requestKey === requestKey);
    expect(waiting).toMatchObject({ state: "pending", result: { code: "queue_timeout" } });
    expect(await rail.queryMovement?.({ requestKey, ref: waiting.ref }, { signal })).toEqual({
      outcome: "ok",
      value: [],
    });
    const told = await fact(
      "movement",
      (one) => one.requestKey === requestKey && one.result?.code !== "queue_timeout",
    );
    expect(told).toMatchObject({ requestKey, state: "failed" });
    expect(await disbursed(requestKey)).toEqual([]);
  });

  test("whose result never came are found by asking", async () => {
    await sandbox.moods({ mode: "no-callback", remaining: 1 });
    const requestKey = newId();
    expect(await rail.payOut?.(payOut(requestKey), { signal })).toMatchObject({ outcome: "ok" });
    await expect.poll(() => disbursed(requestKey), patience).toEqual(["completed"]);
    await sandbox.moods();
    await rail.queryMovement?.({ requestKey, ref: null }, { signal });
    const told = await fact("movement", (one) => one.requestKey === requestKey);
    expect(told).toMatchObject({ state: "paid", amountMinor: 4_120_000 });
  });

  test("with a wrong password of the initiator fail, and say what to mend", async () => {
    await sandbox.moods({ mode: "wrong-initiator" });
    const requestKey = newId();
    await rail.payOut?.(payOut(requestKey), { signal });
    expect(await fact("movement", (one) => one.requestKey === requestKey)).toMatchObject({
      state: "failed",
      result: { code: "2001" },
    });
  });
});

test("what M-Pesa does not find is not called failed: nothing is sent again on a guess", async () => {
  const requestKey = newId();
  await rail.queryMovement?.({ requestKey, ref: null }, { signal });
  expect(await fact("movement", (one) => one.requestKey === requestKey)).toMatchObject({ state: "pending" });
});

test("rows that are listed twice are one money", async () => {
  await sandbox.moods({ mode: "pull-duplicates" });
  const { receipt } = await payByHand("254711000003", "KLM-B06");
  await fact("money", (one) => one.money.externalId === receipt);
  const found = (await listed()).filter(({ externalId }) => externalId === receipt);
  expect(found).toMatchObject([{ reference: "KLM-B06", payerKey: payerKey("254711000003") }]);
});
