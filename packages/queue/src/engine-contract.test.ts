import { openDb, type Db } from "@stead/db/client";
import { openSystemDb, type SystemDb } from "@stead/db/system";
import { AppError } from "@stead/kernel/errors";
import { newId } from "@stead/kernel/ids";
import { silentLogger } from "@stead/kernel/logger";
import { Seams, type SeamEvents } from "@stead/kernel/seams";
import { openArranger, type Arranger } from "@stead/testing/arranger";
import { cloneDatabase, type TestDatabase } from "@stead/testing/database";
import { makeAgency } from "@stead/testing/factories";
import { findRedis, startRedis, type TestRedis } from "@stead/testing/redis";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { createNudge, onNudge } from "./bus.ts";
import { openEngine } from "./bullmq.ts";
import { requestCancel } from "./cancellation.ts";
import type { JobName } from "./catalogue.ts";
import { dispatchRound, startDispatcher } from "./dispatcher.ts";
import type { Engine } from "./engine.ts";
import { enqueue } from "./enqueue.ts";
import type { Handler, Handlers, JobContext, JobEnd } from "./handlers.ts";
import { reconcile } from "./runtime/reconciler.ts";
import { startWorker, type JobWorker } from "./runtime/worker.ts";

/** The guarantees of the queue, held on every engine this machine has. */
const redisCommand = findRedis();
const engineKinds = redisCommand === undefined ? (["postgres"] as const) : (["postgres", "redis"] as const);

describe.each(engineKinds)("the queue on %s", (kind) => {
  let database: TestDatabase;
  let arrange: Arranger;
  let db: Db;
  let system: SystemDb;
  let redis: TestRedis | undefined;
  let engine: Engine;
  const closing: (() => Promise<unknown>)[] = [];

  beforeAll(async () => {
    database = await cloneDatabase();
    arrange = await openArranger(database);
    db = openDb({ connectionString: database.appUrl });
    system = openSystemDb({ connectionString: database.systemUrl });
    if (kind === "redis" && redisCommand !== undefined) redis = await startRedis(redisCommand);
    engine = openEngine({ redisUrl: redis?.url, directUrl: database.ownerUrl });
    await engine.ready();
  });
  afterEach(async () => {
    for (const close of closing.splice(0).toReversed()) await close();
  });
  afterAll(async () => {
    await engine.close();
    await redis?.stop();
    await system.close();
    await db.close();
    await arrange.close();
    await database.drop();
  });

  type Work = (context: JobContext) => Promise<object | void>;
  type Ends = { outcome: string; code: string }[];

  /** Starts a worker whose every job does `work`, with a dispatcher, and tells what it measured. */
  async function start(
    work: Work,
    options: { ends?: Ends; isDispatching?: boolean } = {},
  ): Promise<{ worker: JobWorker; events: SeamEvents["job"][] }> {
    const seams = new Seams();
    const events: SeamEvents["job"][] = [];
    seams.on("job", (event) => events.push(event));
    const abandon = async (_payload: unknown, _context: JobContext, end: JobEnd) => {
      options.ends?.push({ outcome: end.outcome, code: end.error.code });
    };
    const handler: Handler<JobName> = {
      run: async (_payload, context) => ({ ...(await work(context)) }),
      abandon,
    };
    const handlers: Handlers = {
      "billing.run": handler,
      "billing.start-month": handler,
      "imports.analyse": handler,
      "imports.check": handler,
      "imports.apply": handler,
      "figures.fold": handler,
      "ledger.proof": handler,
      "payments.apply-credit": handler,
    };
    const worker = await startWorker({
      system,
      engine,
      handlers,
      seams,
      log: silentLogger,
      graceMs: 200,
      beatMs: 50,
      lockMs: 2_000,
      stalledCheckMs: 500,
    });
    closing.push(() => worker.stop(0));
    if (options.isDispatching !== false) {
      const dispatcher = startDispatcher({ system, engine, log: silentLogger, pollMs: 30 });
      closing.push(() => dispatcher.stop());
    }
    return { worker, events };
  }

  async function anAgency() {
    const { id: agencyId } = await makeAgency(arrange);
    return agencyId;
  }

  const applyCredit = (agencyId: string, leaseId = newId()) =>
    db
      .forAgency(agencyId)
      .transaction((tx) =>
        enqueue(tx, { agencyId, requestId: "request-7" }, "payments.apply-credit", { agencyId, leaseId }),
      );

  /** A job that people see. */
  const proveLedger = (agencyId: string) =>
    db
      .forAgency(agencyId)
      .transaction((tx) =>
        enqueue(
          tx,
          { agencyId, requestId: null },
          "ledger.proof",
          { agencyId },
          { jobRun: { subjectId: newId(), actorUserId: null } },
        ),
      );

  const openRows = (agencyId: string) =>
    arrange.query<{ id: string }>("select id from outbox where agency_id = $1", agencyId);
  const runOf = async (id: string) =>
    (await arrange.query<Record<string, unknown>>("select * from job_runs where id = $1", id))[0];
  const eventually = (check: () => Promise<void> | void) =>
    vi.waitFor(check, { timeout: 20_000, interval: 25 });

  test("a committed job runs once, with the request it came from, and leaves the outbox", async () => {
    const agencyId = await anAgency();
    const seen: JobContext[] = [];
    const { events } = await start(async (context) => void seen.push(context));
    const id = await applyCredit(agencyId);
    await eventually(async () => expect(await openRows(agencyId)).toEqual([]));
    expect(seen).toMatchObject([{ jobRunId: id, agencyId, requestId: "request-7", attempt: 1 }]);
    await eventually(() =>
      expect(events).toMatchObject([
        { name: "payments.apply-credit", jobRunId: id, attempt: 1, outcome: "done" },
      ]),
    );
  });

  test("an equal job enqueued while the first runs is another job", async () => {
    const agencyId = await anAgency();
    const leaseId = newId();
    const first = Promise.withResolvers<void>();
    const seen: string[] = [];
    await start(async ({ jobRunId }) => {
      seen.push(jobRunId);
      if (seen.length === 1) await first.promise;
    });
    const one = await applyCredit(agencyId, leaseId);
    await eventually(() => expect(seen).toEqual([one]));
    const two = await applyCredit(agencyId, leaseId);
    expect(two).not.toBe(one);
    first.resolve();
    await eventually(async () => expect(await openRows(agencyId)).toEqual([]));
    expect(seen).toEqual([one, two]);
  });

  test("a job people see tells its progress, its result and its end", async () => {
    const agencyId = await anAgency();
    const goOn = Promise.withResolvers<void>();
    await start(async ({ progress }) => {
      progress(3, 10, "half the books");
      await goOn.promise;
      progress(10, 10, "all the books");
      return { journals: 10 };
    });
    const id = await proveLedger(agencyId);
    await eventually(async () =>
      expect(await runOf(id)).toMatchObject({
        status: "running",
        attempt: 1,
        progress_done: 3,
        progress_total: 10,
        progress_note: "half the books",
      }),
    );
    goOn.resolve();
    await eventually(async () =>
      expect(await runOf(id)).toMatchObject({
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
      const agencyId = await anAgency();
      let tries = 0;
      const ends: Ends = [];
      const { events } = await start(
        async () => {
          tries++;
          throw new AppError(code, "the books say no");
        },
        { ends },
      );
      const id = await applyCredit(agencyId);
      await eventually(async () =>
        expect(await runOf(id)).toMatchObject({
          status: "failed",
          attempt: 1,
          error: { code, message: "the books say no" },
        }),
      );
      expect({ tries, ends }).toEqual({ tries: 1, ends: [{ outcome: "failed", code }] });
      expect(await openRows(agencyId)).toEqual([]);
      await eventually(() => expect(events.map(({ outcome }) => outcome)).toEqual(["failed"]));
    },
  );

  test("an unknown error is tried again, and its text stays in the log", async () => {
    const agencyId = await anAgency();
    const attempts: number[] = [];
    await start(async ({ attempt }) => {
      attempts.push(attempt);
      if (attempt === 1) throw new Error("password is hunter2");
    });
    const id = await db
      .forAgency(agencyId)
      .transaction((tx) =>
        enqueue(
          tx,
          { agencyId, requestId: null },
          "figures.fold",
          { agencyId },
          { jobRun: { subjectId: newId(), actorUserId: null } },
        ),
      );
    await eventually(async () =>
      expect(await runOf(id)).toMatchObject({
        status: "queued",
        attempt: 1,
        error: { code: "INTERNAL", message: expect.not.stringContaining("hunter2") },
      }),
    );
    await eventually(async () =>
      expect(await runOf(id)).toMatchObject({ status: "done", attempt: 2, error: null }),
    );
    expect(attempts).toEqual([1, 2]);
  });

  test("cancelling a running job aborts its signal and tells its subject", async () => {
    const agencyId = await anAgency();
    const ends: Ends = [];
    const { events } = await start(
      ({ signal }) =>
        new Promise((_, reject) =>
          signal.addEventListener("abort", () => reject(new Error("stopped between two batches"))),
        ),
      { ends },
    );
    const id = await proveLedger(agencyId);
    await eventually(async () => expect(await runOf(id)).toMatchObject({ status: "running" }));
    await db.forAgency(agencyId).transaction((tx) => requestCancel(tx, agencyId, id));
    await eventually(async () =>
      expect(await runOf(id)).toMatchObject({ status: "cancelled", error: { code: "CANCELLED" } }),
    );
    expect(ends).toEqual([{ outcome: "cancelled", code: "CANCELLED" }]);
    await eventually(() => expect(events.map(({ outcome }) => outcome)).toEqual(["cancelled"]));
  });

  test("a job cancelled while it waits never starts", async () => {
    const agencyId = await anAgency();
    const ends: Ends = [];
    let started = 0;
    const id = await proveLedger(agencyId);
    await db.forAgency(agencyId).transaction((tx) => requestCancel(tx, agencyId, id));
    await dispatchRound({ system, engine, perAgency: 10 });
    await start(async () => void started++, { ends });
    await eventually(async () => expect(await runOf(id)).toMatchObject({ status: "cancelled" }));
    await eventually(async () => expect(await openRows(agencyId)).toEqual([]));
    expect(started).toBe(0);
    expect(ends).toContainEqual({ outcome: "cancelled", code: "CANCELLED" });
  });

  test("stopping hands a running job back, and another worker ends it as the same try", async () => {
    const agencyId = await anAgency();
    const attempts: number[] = [];
    const hang: Work = ({ attempt, signal }) => {
      attempts.push(attempt);
      return new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
    };
    const { worker, events } = await start(hang);
    const id = await proveLedger(agencyId);
    await eventually(async () => expect(await runOf(id)).toMatchObject({ status: "running" }));
    await worker.stop(50);
    expect(await runOf(id)).toMatchObject({ status: "queued", error: null });
    expect(events.map(({ outcome }) => outcome)).toEqual(["retry"]);
    await start(async ({ attempt }) => void attempts.push(attempt));
    await eventually(async () => expect(await runOf(id)).toMatchObject({ status: "done" }));
    expect(attempts).toEqual([1, 1]);
  });

  test("stopping lets a job finish that needs less than the time given", async () => {
    const agencyId = await anAgency();
    const isStarted = Promise.withResolvers<void>();
    const goOn = Promise.withResolvers<void>();
    const { worker } = await start(async () => {
      isStarted.resolve();
      await goOn.promise;
    });
    const id = await proveLedger(agencyId);
    await isStarted.promise;
    const stopped = worker.stop(10_000);
    goOn.resolve();
    await stopped;
    expect(await runOf(id)).toMatchObject({ status: "done" });
  });

  test("a round takes at most its share from each agency, in turns, and never more than is allowed unfinished", async () => {
    const [big, small] = [await anAgency(), await anAgency()];
    for (let i = 0; i < 6; i++) await applyCredit(big);
    await applyCredit(small);
    const order: string[] = [];
    const noting = {
      add: async (jobs: readonly { id: string }[]) => void order.push(...jobs.map(({ id }) => id)),
    };
    expect(await dispatchRound({ system, engine: noting, perAgency: 3 })).toBe(4);
    expect(await dispatchRound({ system, engine: noting, perAgency: 3 })).toBe(0);
    const ofSmall = (await openRows(small)).map(({ id }) => id);
    expect(order.slice(0, 2)).toEqual(expect.arrayContaining(ofSmall));
    await arrange.query("delete from outbox where agency_id = any($1)", [big, small]);
  });

  test("dispatchers at once hand each job over once", async () => {
    const agencyId = await anAgency();
    for (let i = 0; i < 20; i++) await applyCredit(agencyId);
    const handed: string[] = [];
    const noting = {
      add: async (jobs: readonly { id: string }[]) => void handed.push(...jobs.map(({ id }) => id)),
    };
    await Promise.all(
      Array.from({ length: 4 }, () => dispatchRound({ system, engine: noting, perAgency: 100 })),
    );
    expect(handed).toHaveLength(20);
    expect(new Set(handed).size).toBe(20);
    await arrange.query("delete from outbox where agency_id = $1", agencyId);
  });

  test("a job that the engine lost is sent again and runs once", async () => {
    const agencyId = await anAgency();
    const id = await applyCredit(agencyId);
    await dispatchRound({ system, engine, perAgency: 10 });
    await engine.remove("quick", id);
    if (redis) await redis.loseEverything();
    expect(await engine.stateOf("quick", id)).toBe("missing");
    const seen: string[] = [];
    const { worker } = await start(async ({ jobRunId }) => void seen.push(jobRunId));
    await eventually(async () =>
      expect(await reconcile({ system, engine, runner: worker.runner, silentMs: 0 })).toBe(1),
    );
    await eventually(async () => expect(await openRows(agencyId)).toEqual([]));
    expect(seen).toEqual([id]);
  });

  test("a nudge of any process wakes every listener", async () => {
    const [speaking, listening] = [engine.openBus(), engine.openBus()];
    closing.push(
      () => speaking.close(),
      () => listening.close(),
    );
    let woken = 0;
    await onNudge(listening, () => woken++);
    const nudge = createNudge(speaking, (error) => expect(error).toBeUndefined());
    for (let i = 0; i < 10; i++) nudge();
    await eventually(() => expect(woken).toBe(1));
  });
});
