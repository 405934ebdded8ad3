import { newId } from "@stead/kernel/ids";
import { silentLogger } from "@stead/kernel/logger";
import { openArranger } from "@stead/testing/arranger";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { aTurn, dispatchRound, startDispatcher } from "./dispatcher.ts";
import type { EngineTicket } from "./engine.ts";
import { enqueueMany } from "./enqueue.ts";
import { beatJobs } from "./runtime/job-rows.ts";
import { reconcile } from "./runtime/reconciler.ts";
import { engineKinds, eventually, openQueueHouse, type QueueHouse } from "./test-queue.ts";

/** Counts, not times: what an agency's job has to wait for while another agency has far more waiting than can run. */
describe.each(engineKinds)("beside a flood on %s", (kind) => {
  let house: QueueHouse;
  let flooding: string;
  let other: string;
  beforeAll(async () => {
    house = await openQueueHouse(kind);
    [flooding, other] = [await house.anAgency(), await house.anAgency()];
  });
  afterEach(async () => {
    await house.rest();
    await house.arrange.query("delete from outbox");
  });
  afterAll(() => house.close());

  const flood = (count: number) =>
    house.db.forAgency(flooding).transaction((tx) =>
      enqueueMany(
        tx,
        { agencyId: flooding, requestId: null },
        "payments.apply-credit",
        Array.from({ length: count }, () => ({ agencyId: flooding, leaseId: newId() })),
      ),
    );

  test.each([
    ["where they were chosen", true],
    ["by the engine", false],
  ])("another agency's jobs start %s although no job of the flood ends", async (_where, takesHere) => {
    const places = 4;
    const goOn = Promise.withResolvers<void>();
    const started = { flood: 0, other: 0 };
    await house.start(
      async ({ agencyId }) => {
        if (agencyId === other) return void started.other++;
        started.flood++;
        await goOn.promise;
      },
      { places, takesHere },
    );
    await flood(500);
    await eventually(() => expect(started.flood).toBe(places));
    for (let job = 0; job < 20; job++) {
      await house.applyCredit(other);
      await eventually(() => expect(started.other).toBe(job + 1));
    }
    expect(started.flood).toBe(places);
    await house.arrange.query("delete from outbox where state = 'waiting'");
    goOn.resolve();
    await eventually(async () => expect(await house.openRows(flooding)).toEqual([]));
  });

  test("another agency's job is handed over while the flood's are still on their way to the engine", async () => {
    const arrived = Promise.withResolvers<void>();
    const handed: EngineTicket[] = [];
    const add = async (tickets: readonly EngineTicket[]) => {
      handed.push(...tickets);
      if (tickets.some(({ isFirst }) => !isFirst)) await arrived.promise;
    };
    const dispatcher = startDispatcher({
      system: house.system,
      engine: { add },
      log: silentLogger,
      pollMs: 30,
    });
    house.closing(async () => {
      arrived.resolve();
      await dispatcher.stop();
    });
    await flood(500);
    await eventually(() => expect(handed.length).toBeGreaterThan(4));
    const before = handed.length;
    const id = await house.applyCredit(other);
    await eventually(() => expect(handed.at(-1)?.jobIds).toEqual([id]));
    expect(handed).toHaveLength(before + 1);
    expect(handed.at(-1)?.isFirst).toBe(true);
  });

  test("what goes first runs where it was chosen, although the engine takes nothing", async () => {
    const arrived = Promise.withResolvers<void>();
    const handed: EngineTicket[] = [];
    const { worker } = await house.start(async () => {}, { isDispatching: false });
    const add = async (tickets: readonly EngineTicket[]) => {
      handed.push(...tickets);
      await arrived.promise;
    };
    const { takeHere } = worker;
    const dispatcher = startDispatcher({
      system: house.system,
      engine: { add },
      log: silentLogger,
      pollMs: 30,
      takeHere,
    });
    house.closing(async () => {
      arrived.resolve();
      await dispatcher.stop();
    });
    await flood(500);
    await eventually(() => expect(handed.length).toBeGreaterThan(4));
    await house.applyCredit(other);
    await eventually(async () => expect(await house.openRows(other)).toEqual([]));
    expect(handed.some(({ isFirst }) => isFirst)).toBe(false);
  });

  test("a process takes so many as it has places for; what nobody runs is found by the reconciler", async () => {
    for (let job = 0; job < 3; job++) await house.applyCredit(other);
    const tickets: EngineTicket[] = [];
    const add = async (given: readonly EngineTicket[]) => void tickets.push(...given);
    await dispatchRound({ system: house.system, engine: { add } });
    expect(tickets).toHaveLength(3);
    const goOn = Promise.withResolvers<void>();
    const { worker } = await house.start(() => goOn.promise, { isDispatching: false });
    expect(tickets.map(worker.takeHere)).toEqual([true, true, false]);
    goOn.resolve();
    await eventually(async () => expect(await house.openRows(other)).toHaveLength(1));
    await worker.stop(0);
    expect(tickets.slice(2).map(worker.takeHere)).toEqual([false]);
    await house.passTime();
    expect(await reconcile({ system: house.system, engine: house.engine, silentMs: 60_000 })).toBe(1);
    expect(await house.openRows(other)).toMatchObject([{ state: "waiting", deaths: 0 }]);
  });

  test("what goes first is sent alone, and the others with the next round whatever comes", async () => {
    const round = { system: house.system, engine: { add: async () => {} }, turn: aTurn() };
    await flood(100);
    const room = await dispatchRound(round);
    // There is room again, and still more than a few under way.
    await house.arrange.query(
      "delete from outbox where id in (select id from outbox where state = 'sent' limit 6)",
    );
    expect(room).toBeGreaterThan(10);
    await house.applyCredit(other);
    expect(await dispatchRound(round)).toBe(1);
    await house.applyCredit(other);
    expect(await dispatchRound(round)).toBeGreaterThan(1);
  });

  test("what the engine did not take waits again, also when nobody waited for its answer", async () => {
    let refusals = 0;
    const taken = new Set<string>();
    const add = async (tickets: readonly EngineTicket[]) => {
      if (refusals++ < 2) throw new Error("away");
      for (const jobId of tickets.flatMap(({ jobIds }) => jobIds)) taken.add(jobId);
    };
    const dispatcher = startDispatcher({
      system: house.system,
      engine: { add },
      log: silentLogger,
      pollMs: 30,
    });
    house.closing(() => dispatcher.stop());
    const id = await house.applyCredit(other);
    await eventually(() => expect([...taken]).toEqual([id]));
    expect(refusals).toBe(3);
  });

  test("signs of life wait for no statement that has one of the jobs", async () => {
    const rows = [newId(), newId()];
    const [held = "", free = ""] = rows;
    for (const id of rows) {
      await house.arrange.query(
        `insert into outbox (id, agency_id, name, payload, dedupe_key, state, ticket, started_at)
         values ($1::uuid, $2, 'payments.apply-credit', '{}', $1::uuid::text, 'sent', $1::uuid, now())`,
        id,
        flooding,
      );
    }
    const holder = await openArranger(house.database);
    house.closing(() => holder.close());
    await holder.query("begin");
    await holder.query("delete from outbox where id = $1", held);
    await beatJobs(house.system, [free, held]);
    expect(await house.arrange.query("select id from outbox where touched_at is not null")).toEqual([
      { id: free },
    ]);
    await holder.query("commit");
  });
});
