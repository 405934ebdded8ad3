import { newId } from "@stead/kernel/ids";
import { railIds } from "@stead/contracts/rails";
import { describe, expect, test } from "vitest";
import { isPaid, useRail } from "./test-rail.ts";

const signal = new AbortController().signal;
/** A busy machine takes its time. */
const patience = { timeout: 30_000 };

/** What every rail promises, each against its own provider's wire. */
describe.each(railIds)("%s", async (id) => {
  const { rail, wire, sandbox, told, arrived, open, request, collect, fact, paidMoney, stateOf, listed } =
    await useRail(id);
  const now = () => new Date().toISOString();

  test("its settings let us in, wrong ones do not, and registering again is no failure", async () => {
    expect(await rail.test({ signal })).toMatchObject({ outcome: "ok" });
    const wrong = await open({}, wire.wrongSettings).test({ signal });
    expect(wrong).toMatchObject({ outcome: "failed", category: "settings" });
    expect(await rail.register({ signal })).toMatchObject({ outcome: "ok" });
  });

  test("a collection is pending until it is paid; then the event and the question agree", async () => {
    const { asked, ref } = await collect();
    expect(await stateOf(ref)).toBe("pending");
    await wire.pay(ref);
    expect(await paidMoney(asked.attemptId)).toMatchObject({ amountMinor: 2_500_000, currency: "KES" });
    expect(await stateOf(ref)).toBe("paid");
  });

  test("a collection that is turned down ends without money, and says why", async () => {
    const { asked, ref } = await collect();
    const state = await wire.turnDown(ref);
    const end = await fact("attempt", (one) => one.attemptId === asked.attemptId && one.state === state);
    expect(end).toMatchObject({ state, money: null });
    expect(end.result?.text).toMatch(/\.$/);
    expect(await stateOf(ref)).toBe(state);
  });

  test("the same event twice has one key, and all that tell of the money name it alike", async () => {
    await sandbox.moods({ mode: "double-callback" }, ...wire.manyRoads);
    const { asked, ref } = await collect();
    await wire.pay(ref);
    const { externalId } = await paidMoney(asked.attemptId);
    const about = () =>
      arrived().filter(({ facts }) => JSON.stringify(facts).includes(`"externalId":"${externalId}"`));
    await expect.poll(() => about().length, patience).toBeGreaterThanOrEqual(4);
    const keys = about().map(({ verdict }) => (verdict.outcome === "store" ? verdict.key : ""));
    expect(new Set(keys).size).toBeLessThan(keys.length);
    expect(new Set(keys).size).toBeGreaterThanOrEqual(2);
  });

  test.each(["error-after-act", "answer-lost"])(
    "%s: it is asked once, and its event finds it",
    async (mode) => {
      await sandbox.moods({ mode, remaining: 1, subject: wire.collectSubject });
      const asked = request();
      const answer = await rail.collect(asked, { signal });
      expect(answer.outcome).toBe(wire.isKeyed ? "ok" : "uncertain");
      const [ref = "", ...others] = await wire.refsOf(asked.reference);
      expect(others).toEqual([]);
      await wire.pay(ref);
      expect(await paidMoney(asked.attemptId)).toMatchObject({ amountMinor: 2_500_000 });
    },
  );

  test("a question outlives an error, and is down when nothing answers in time", async () => {
    const { ref } = await collect();
    await sandbox.moods({ mode: "error-500", remaining: 1 });
    expect(await stateOf(ref)).toBe("pending");
    await sandbox.moods({ mode: "slow", delayMs: 5_000 });
    const slow = open({ tryMs: 50, retries: 0 });
    expect(await slow.queryAttempt({ ref, startedAt: now() }, { signal })).toMatchObject({
      outcome: "failed",
      category: "down",
    });
  });

  test("it waits when it is asked to", async () => {
    await sandbox.moods({ mode: "spike-arrest" });
    expect(await rail.collect(request(), { signal })).toMatchObject({
      outcome: "failed",
      category: "throttled",
    });
  });

  test("a provider in trouble opens the breaker: nothing more is sent until it is probed", async () => {
    const tired = open({ leastCalls: 4, windowCalls: 4, retries: 0, restMs: 60_000, mostRestMs: 60_000 });
    await tired.test({ signal });
    await sandbox.moods({ mode: "error-500" });
    for (let call = 0; call < 4; call++)
      await tired.queryAttempt({ ref: wire.anyRef, startedAt: now() }, { signal });
    expect(tired.health().breaker).toBe("open");
    await sandbox.moods();
    const asked = request();
    expect(await tired.collect(asked, { signal })).toMatchObject({
      outcome: "failed",
      category: "down",
      result: { code: "resting" },
    });
    expect(await wire.refsOf(asked.reference)).toEqual([]);
  });

  test("what was never told is found by listing, as the same money", async () => {
    await sandbox.moods({ mode: "no-callback" });
    const { asked, ref } = await collect();
    await wire.pay(ref);
    expect(await stateOf(ref)).toBe("paid");
    const found = (await listed()).filter(({ reference }) => reference === asked.reference);
    expect(found).toMatchObject([{ amountMinor: 2_500_000, currency: "KES" }]);
    expect(Math.abs(Date.parse(found[0]?.receivedAt ?? "") - Date.now())).toBeLessThan(3_600_000);
    expect(arrived().some(({ facts }) => facts.some((one) => isPaid(one, asked.attemptId)))).toBe(false);
  });

  test("what does not come from the provider is not believed, and what it says is asked about", async () => {
    const { asked, ref } = await collect();
    await wire.pay(ref);
    const paid = await fact("attempt", (one) => isPaid(one, asked.attemptId));
    const genuine = arrived().find(({ facts }) => facts.includes(paid));
    const forged = genuine && rail.inspect({ ...genuine.request, ...wire.forge(genuine.request) });
    expect(forged?.outcome === "store" ? forged.isVerified : forged?.outcome).toBe(
      wire.isSigned ? "refuse" : false,
    );
    const inflated = { ...paid, money: paid.money && { ...paid.money, amountMinor: 99_900_000 } };
    expect(await rail.confirm(inflated, { signal })).toMatchObject({
      outcome: "ok",
      value: [{ kind: "attempt", state: "paid", money: { amountMinor: 2_500_000 } }],
    });
  });

  test("money goes back under our key, and says which money it was", async () => {
    const { asked, ref } = await collect();
    await wire.pay(ref);
    const { externalId: moneyId } = await paidMoney(asked.attemptId);
    const requestKey = newId();
    const back = { requestKey, moneyId, amountMinor: 2_500_000, currency: "KES", reason: "Paid twice" };
    const started = await rail.refund?.(back, { signal });
    const name = started?.outcome === "ok" ? started.value.ref : null;
    expect(name).not.toBeNull();
    const done = await fact("movement", (one) => one.requestKey === requestKey && one.state === "paid");
    expect(done).toMatchObject({ ref: name, moneyId, amountMinor: 2_500_000, currency: "KES" });
  });

  test("no secret and no phone is told at a seam or stands in a fact", () => {
    const said = told.join("") + JSON.stringify(arrived().map(({ facts, verdict }) => ({ facts, verdict })));
    expect(told.length).toBeGreaterThan(0);
    for (const planted of wire.planted) expect(said).not.toContain(planted);
  });
});
