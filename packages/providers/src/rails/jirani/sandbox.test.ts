import { newId } from "@stead/kernel/ids";
import { beforeEach, describe, expect, test } from "vitest";
import { openRail } from "../open-rail.ts";
import { useRail } from "../test-rail.ts";

const signal = new AbortController().signal;
/** A busy machine takes its time. */
const patience = { timeout: 30_000 };
const { rail, wire, sandbox, arrived, open, collect, fact, paidMoney, listed } = await useRail("jirani");
const account = "01100200300";
const [, firstSecret = ""] = wire.planted;

const credit = (reference: string, amountMinor = 1_850_000) =>
  sandbox.play<{ id: string }>("POST", "/bank/credits", { account, amountMinor, reference });
const setKeys = (...noticeKeys: { id: string; secret: string; isRetired?: boolean }[]) =>
  sandbox.play("PUT", `/bank/accounts/${account}`, { noticeKeys });
const first = { id: "first", secret: firstSecret };

test("money that nobody asked for is told with what its payer wrote", async () => {
  const { id } = await credit("LEASE 12");
  const { money } = await fact("money", (one) => one.money.externalId === id);
  expect(money).toMatchObject({ amountMinor: 1_850_000, currency: "KES", reference: "LEASE 12" });
  expect(await rail.confirm({ kind: "money", money }, { signal })).toEqual({
    outcome: "ok",
    value: [{ kind: "money", money }],
  });
  const invented = { ...money, externalId: "cr_0" };
  expect(await rail.confirm({ kind: "money", money: invented }, { signal })).toMatchObject({
    outcome: "failed",
    category: "refused",
  });
});

describe("a notice", () => {
  beforeEach(() => setKeys(first));

  test.each(["wrong-signature", "old-signature"])("with a %s is refused", async (mode) => {
    await sandbox.moods({ mode });
    const before = arrived().length;
    await credit("R1");
    await expect.poll(() => arrived().length, patience).toBeGreaterThan(before);
    expect(arrived().at(-1)?.verdict).toMatchObject({ outcome: "refuse", answer: { status: 400 } });
  });

  test("is believed from either key while one replaces the other, and from none that is gone", async () => {
    const second = { id: "second", secret: "another-secret-of-the-bank" };
    const both = open({}, { noticeKeys: `first:${first.secret}, second:${second.secret}` });
    await setKeys(first, second);
    const { id } = await credit("R2");
    const isIt = ({ request }: { request: { body: Uint8Array } }) =>
      Buffer.from(request.body).toString().includes(id);
    await expect.poll(() => arrived().some(isIt), patience).toBe(true);
    const notice = arrived().find(isIt);
    expect(notice?.request.headers["bank-key"]).toBe("second");
    expect(notice?.verdict).toMatchObject({ outcome: "refuse", reason: /key that the settings do not hold/ });
    expect(notice && both.inspect(notice.request)).toMatchObject({ outcome: "store", isVerified: true });
    const old = open({}, { noticeKeys: "third:a-secret-of-nobody-at-all" });
    expect(await old.register({ signal })).toMatchObject({ outcome: "failed", result: { code: "no_key" } });
  });

  test("that is changed by one byte is not the bank's", async () => {
    const { id } = await credit("R3");
    await fact("money", (one) => one.money.externalId === id);
    const notice = arrived().findLast(({ verdict }) => verdict.outcome === "store");
    const body = Buffer.from(notice?.request.body ?? []);
    body[body.length - 2] = 0x20;
    expect(notice && rail.inspect({ ...notice.request, body })).toMatchObject({ outcome: "refuse" });
  });
});

describe("transfers", () => {
  const payOut = (requestKey: string, phone: string) => {
    const about = { amountMinor: 10_000, currency: "KES", reason: "Refund", name: "Amina Otieno" };
    return rail.payOut?.({ ...about, requestKey, phone }, { signal });
  };

  test("are made once under their key, and found by it", async () => {
    await credit("R4");
    const requestKey = newId();
    await sandbox.moods({ mode: "answer-lost", remaining: 1, subject: "POST /transfers" });
    const started = await payOut(requestKey, "+254712345678");
    expect(started).toMatchObject({ outcome: "ok" });
    const again = await payOut(requestKey, "+254712345678");
    expect(again?.outcome === "ok" && started?.outcome === "ok" ? again.value.ref : "").toBe(
      started?.outcome === "ok" ? started.value.ref : null,
    );
    const done = await fact("movement", (one) => one.requestKey === requestKey && one.state === "paid");
    const found = await rail.queryMovement?.({ requestKey, ref: null }, { signal });
    expect(found).toMatchObject({ outcome: "ok", value: [{ ref: done.ref, state: "paid" }] });
    expect(await payOut(requestKey, "+254700000009")).toMatchObject({ category: "repeated" });
  });

  test.each([
    ["+254700000404", "beneficiary_unknown"],
    ["+254700000403", "beneficiary_closed"],
    ["+254700000402", "screening"],
  ])("to %s fail, and say why", async (phone, code) => {
    await credit("R5");
    const requestKey = newId();
    await payOut(requestKey, phone);
    const end = await fact("movement", (one) => one.requestKey === requestKey && one.state === "failed");
    expect(end.result).toMatchObject({ code });
  });

  test("no more goes back than came in", async () => {
    const { asked, ref } = await collect();
    await wire.pay(ref);
    const { externalId: moneyId } = await paidMoney(asked.attemptId);
    const back = { requestKey: newId(), moneyId, amountMinor: 2_500_001, currency: "KES", reason: "Twice" };
    expect(await rail.refund?.(back, { signal })).toMatchObject({
      outcome: "failed",
      result: { code: "credit_returned" },
    });
  });
});

test("the sweep tells gross, fee and the money in it", async () => {
  const { id } = await credit("R6");
  const { id: ref } = await sandbox.play<{ id: string }>("POST", `/bank/accounts/${account}/sweep`);
  const sweep = await fact("settlement", (one) => one.ref === ref);
  expect(sweep.netMinor).toBe(sweep.grossMinor - sweep.feeMinor);
  expect(sweep.moneyIds).toContain(id);
  expect(sweep.isWhole).toBe(true);
});

test("a list of many pages has each credit once, also when the bank lists it twice", async () => {
  await sandbox.moods({ mode: "no-callback" }, { mode: "credits-twice" });
  const made = await Promise.all(Array.from({ length: 120 }, (_, index) => credit(`M${index}`, 1_000)));
  const ids = (await listed()).map(({ externalId }) => externalId);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids).toEqual(expect.arrayContaining(made.map(({ id }) => id)));
});

test("without an address of the bank nothing is sent, and it says whose turn it is", async () => {
  const settings = { apiKey: "key-of-a-test", noticeKeys: "first:a-secret-of-a-test" };
  const lost = openRail(
    { id: "a", rail: "jirani", account, settings, callbackUrl: "http://127.0.0.1:9/bank" },
    { baseUrls: {} },
  );
  expect(await lost.test({ signal })).toMatchObject({ category: "settings", result: { code: "no_address" } });
});
