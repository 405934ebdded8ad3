import { AppError } from "@stead/kernel/errors";
import { newId } from "@stead/kernel/ids";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { createNudge, onNudge } from "./bus.ts";
import { requestCancel } from "./cancellation.ts";
import { dispatchRound } from "./dispatcher.ts";
import type { EngineTicket } from "./engine.ts";
import { enqueue } from "./enqueue.ts";
import type { JobContext } from "./handlers.ts";
import {
  engineKinds,
  eventually,
  openQueueHouse,
  visible,
  type Ends,
  type QueueHouse,
  type Work,
} from "./test-queue.ts";

/** The guarantees of the queue, held on every engine this machine has. */
describe.each(engineKinds)("the queue on %s", (kind) => {
  let house: QueueHouse;
  beforeAll(async () => {
    house = await openQueueHouse(kind);
  });
  afterEach(() => house.rest());
  afterAll(() => house.close());

  /** Notes what a round hands over. */
  function anEngineThatNotes() {
    const handed: string[] = [];
    return {
      handed,
      add: async (tickets: readonly EngineTicket[]) =>
        void handed.push(...tickets.flatMap(({ jobIds }) => jobIds)),
    };
  }

  test("a committed job runs once, with the request it came from, and leaves the outbox", async () => {
    const agencyId = await house.anAgency();
    const seen: JobContext[] = [];
    const { events } = await house.start(async (context) => void seen.push(context));
    const id = await house.applyCredit(agencyId);
    await eventually(async () => expect(await house.openRows(agencyId)).toEqual([]));
    expect(seen).toMatchObject([{ jobRunId: id, agencyId, requestId: "request-7", attempt: 1 }]);
    await eventually(() =>
      expect(events).toMatchObject([
        { name: "payments.apply-credit", jobRunId: id, attempt: 1, outcome: "done" },
      ]),
    );
  });

  test("an equal job enqueued while the first runs is another job", async () => {
    const agencyId = await house.anAgency();
    const leaseId = newId();
    const first = Promise.withResolvers<void>();
    const seen: string[] = [];
    await house.start(async ({ jobRunId }) => {
      seen.push(jobRunId);
      if (seen.length === 1) await first.promise;
    });
    const one = await house.applyCredit(agencyId, leaseId);
    await eventually(() => expect(seen).toEqual([one]));
    const two = await house.applyCredit(agencyId, leaseId);
    expect(two).not.toBe(one);
    first.resolve();
    await eventually(async () => expect(await house.openRows(agencyId)).toEqual([]));
    expect(seen).toEqual([one, two]);
  });

  test("a job people see tells its progress, its result and its end", async () => {
    const agencyId = await house.anAgency();
    const goOn = Promise.withResolvers<void>();
    await house.start(async ({ progress }) => {
      progress(3, 10, "half the books");
      await goOn.promise;
      progress(10, 10, "all the books");
      return { journals: 10 };
    });
    const id = await house.proveLedger(agencyId);
    await eventually(async () =>
      expect(await house.runOf(id)).toMatchObject({
        status: "running",
        attempt: 1,
        progress_done: 3,
        progress_total: 10,
        progress_note: "half the books",
      }),
    );
    goOn.resolve();
    await eventually(async () =>
      expect(await house.runOf(id)).toMatchObject({
        status: "done",
        progress_done: 10,
        result: { journals: 10 },
        error: null,
      }),
    );
  });

  test.each(["INVALID", "NOT_FOUND", "PRECONDITION", "FORBIDDEN"] as const)(
    "an error %s is not tried again",
    async (code) => {
      const agencyId = await house.anAgency();
      let tries = 0;
      const ends: Ends = [];
      const { events } = await house.start(
        async () => {
          tries++;
          throw new AppError(code, "the books say no");
        },
        { ends },
      );
      const id = await house.applyCredit(agencyId);
      await eventually(async () =>
        expect(await house.runOf(id)).toMatchObject({
          status: "failed",
          attempt: 1,
          error: { code, message: "the books say no" },
        }),
      );
      expect({ tries, ends }).toEqual({ tries: 1, ends: [{ outcome: "failed", code }] });
      expect(await house.openRows(agencyId)).toEqual([]);
      await eventually(() => expect(events.map(({ outcome }) => outcome)).toEqual(["failed"]));
    },
  );

  test("an unknown error is tried again, and its text stays in the log", async () => {
    const agencyId = await house.anAgency();
    const attempts: number[] = [];
    await house.start(async ({ attempt }) => {
      attempts.push(attempt);
      if (attempt > 1) return;
      // The second try comes when the first one's end was seen.
      await house.arrange.query("insert into queue_controls (name, is_paused) values ('figures.fold', true)");
      throw new Error("password is hunter2");
    });
    const id = await house.db
      .forAgency(agencyId)
      .transaction((tx) =>
        enqueue(tx, { agencyId, requestId: null }, "figures.fold", { agencyId }, visible()),
      );
    await eventually(async () =>
      expect(await house.runOf(id)).toMatchObject({
        status: "queued",
        attempt: 1,
        error: { code: "INTERNAL", message: expect.not.stringContaining("hunter2") },
      }),
    );
    await house.arrange.query("delete from queue_controls");
    await eventually(async () =>
      expect(await house.runOf(id)).toMatchObject({ status: "done", attempt: 2, error: null }),
    );
    expect(attempts).toEqual([1, 2]);
  });

  test("cancelling a running job aborts its signal and tells its subject", async () => {
    const agencyId = await house.anAgency();
    const ends: Ends = [];
    const { events } = await house.start(
      ({ signal }) =>
        new Promise((_, reject) =>
          signal.addEventListener("abort", () => reject(new Error("stopped between two batches"))),
        ),
      { ends },
    );
    const id = await house.proveLedger(agencyId);
    await eventually(async () => expect(await house.runOf(id)).toMatchObject({ status: "running" }));
    await house.db.forAgency(agencyId).transaction((tx) => requestCancel(tx, agencyId, id));
    await eventually(async () =>
      expect(await house.runOf(id)).toMatchObject({ status: "cancelled", error: { code: "CANCELLED" } }),
    );
    expect(ends).toEqual([{ outcome: "cancelled", code: "CANCELLED" }]);
    await eventually(() => expect(events.map(({ outcome }) => outcome)).toEqual(["cancelled"]));
  });

  test("a job cancelled while it waits never starts", async () => {
    const agencyId = await house.anAgency();
    const ends: Ends = [];
    let started = 0;
    const id = await house.proveLedger(agencyId);
    await house.db.forAgency(agencyId).transaction((tx) => requestCancel(tx, agencyId, id));
    await dispatchRound(house);
    await house.start(async () => void started++, { ends });
    await eventually(async () => expect(await house.runOf(id)).toMatchObject({ status: "cancelled" }));
    await eventually(async () => expect(await house.openRows(agencyId)).toEqual([]));
    expect(started).toBe(0);
    expect(ends).toContainEqual({ outcome: "cancelled", code: "CANCELLED" });
  });

  test("stopping hands a running job back, and another worker ends it as the same try", async () => {
    const agencyId = await house.anAgency();
    const attempts: number[] = [];
    const hang: Work = ({ attempt, signal }) => {
      attempts.push(attempt);
      return new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
    };
    const { worker, events } = await house.start(hang);
    const id = await house.proveLedger(agencyId);
    await eventually(() => expect(attempts).toEqual([1]));
    await worker.stop(50);
    expect(await house.runOf(id)).toMatchObject({ status: "queued", error: null });
    expect(events.map(({ outcome }) => outcome)).toEqual(["retry"]);
    await house.start(async ({ attempt }) => void attempts.push(attempt));
    await eventually(async () => expect(await house.runOf(id)).toMatchObject({ status: "done" }));
    expect(attempts).toEqual([1, 1]);
  });

  test("stopping lets a job finish that needs less than the time given", async () => {
    const agencyId = await house.anAgency();
    const isStarted = Promise.withResolvers<void>();
    const goOn = Promise.withResolvers<void>();
    const { worker } = await house.start(async () => {
      isStarted.resolve();
      await goOn.promise;
    });
    const id = await house.proveLedger(agencyId);
    await isStarted.promise;
    const stopped = worker.stop(10_000);
    goOn.resolve();
    await stopped;
    expect(await house.runOf(id)).toMatchObject({ status: "done" });
  });

  test("a round takes at most its share from each agency, in turns, and never more than is allowed unfinished", async () => {
    const [big, small] = [await house.anAgency(), await house.anAgency()];
    for (let i = 0; i < 6; i++) await house.applyCredit(big);
    await house.applyCredit(small);
    const engine = anEngineThatNotes();
    const round = { system: house.system, engine, mostOfKey: 3 };
    expect(await dispatchRound(round)).toBe(4);
    expect(await dispatchRound(round)).toBe(0);
    const ofSmall = (await house.openRows(small)).map(({ id }) => id);
    expect(engine.handed.slice(0, 2)).toEqual(expect.arrayContaining(ofSmall));
    await house.arrange.query("delete from outbox where agency_id = any($1)", [big, small]);
  });

  test("dispatchers at once hand each job over once", async () => {
    const agencyId = await house.anAgency();
    for (let i = 0; i < 10; i++) await house.applyCredit(agencyId);
    const engine = anEngineThatNotes();
    await Promise.all(Array.from({ length: 4 }, () => dispatchRound({ system: house.system, engine })));
    expect(engine.handed).toHaveLength(10);
    expect(new Set(engine.handed).size).toBe(10);
    await house.arrange.query("delete from outbox where agency_id = $1", agencyId);
  });

  test("a queue that is paused hands nothing over until it goes on", async () => {
    const agencyId = await house.anAgency();
    await house.applyCredit(agencyId);
    const engine = anEngineThatNotes();
    await house.arrange.query(
      "insert into queue_controls (name, is_paused) values ('payments.apply-credit', true)",
    );
    expect(await dispatchRound({ system: house.system, engine })).toBe(0);
    await house.arrange.query("delete from queue_controls");
    expect(await dispatchRound({ system: house.system, engine })).toBe(1);
    await house.arrange.query("delete from outbox where agency_id = $1", agencyId);
  });

  test("a delayed job goes when its time has come", async () => {
    const agencyId = await house.anAgency();
    const engine = anEngineThatNotes();
    const id = await house.db
      .forAgency(agencyId)
      .transaction((tx) =>
        enqueue(
          tx,
          { agencyId, requestId: null },
          "payments.apply-credit",
          { agencyId, leaseId: newId() },
          { runAfterMs: Date.now() + 3_600_000 },
        ),
      );
    expect(await dispatchRound({ system: house.system, engine })).toBe(0);
    await house.arrange.query("update outbox set run_after = now() where id = $1", id);
    expect(await dispatchRound({ system: house.system, engine })).toBe(1);
    await house.arrange.query("delete from outbox where agency_id = $1", agencyId);
  });

  test("short jobs travel together, and each ends for itself", async () => {
    const agencyId = await house.anAgency();
    const ids: string[] = [];
    for (let i = 0; i < 12; i++) ids.push(await house.applyCredit(agencyId));
    const tickets: EngineTicket[] = [];
    const add = async (given: readonly EngineTicket[]) => {
      tickets.push(...given);
      await house.engine.add(given);
    };
    await dispatchRound({ system: house.system, engine: { add }, runTimes: () => 0.2 });
    expect(tickets.length).toBeLessThan(12);
    const seen: string[] = [];
    await house.start(async ({ jobRunId }) => void seen.push(jobRunId), { isDispatching: false });
    await eventually(async () => expect(await house.openRows(agencyId)).toEqual([]));
    expect(seen.toSorted()).toEqual(ids.toSorted());
  });

  test("a nudge of any process wakes every listener", async () => {
    const [speaking, listening] = [house.engine.openBus(), house.engine.openBus()];
    house.closing(() => speaking.close());
    house.closing(() => listening.close());
    let woken = 0;
    await onNudge(listening, () => woken++);
    const nudge = createNudge(speaking, (error) => expect(error).toBeUndefined());
    for (let i = 0; i < 10; i++) nudge();
    await eventually(() => expect(woken).toBe(1));
  });
});
