import { AppError } from "@stead/kernel/errors";
import { newId } from "@stead/kernel/ids";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { requestCancel } from "./cancellation.ts";
import { dispatchRound } from "./dispatcher.ts";
import type { EngineTicket } from "./engine.ts";
import { withEffect } from "./effects.ts";
import { RetryLater } from "./retries.ts";
import { buryJobs, startJobs } from "./runtime/job-rows.ts";
import { reconcile } from "./runtime/reconciler.ts";
import {
  engineKinds,
  eventually,
  openQueueHouse,
  visible,
  type Ends,
  type QueueHouse,
} from "./test-queue.ts";
import { enqueue, enqueueMany } from "./enqueue.ts";

/** What holds when engines forget, processes die and errors differ, on every engine this machine has. */
describe.each(engineKinds)("the queue on %s", (kind) => {
  let house: QueueHouse;
  beforeAll(async () => {
    house = await openQueueHouse(kind);
  });
  afterEach(async () => {
    await house.rest();
    await house.arrange.query("delete from outbox");
  });
  afterAll(() => house.close());

  /** Hands everything over that waits, and answers the tickets. */
  async function dispatchAll(): Promise<EngineTicket[]> {
    const tickets: EngineTicket[] = [];
    const add = async (given: readonly EngineTicket[]) => {
      tickets.push(...given);
      await house.engine.add(given);
    };
    await dispatchRound({ system: house.system, engine: { add } });
    return tickets;
  }

  /** Its process says nothing of it any more. */
  const fallSilent = (id: string) =>
    house.arrange.query("update outbox set touched_at = now() - interval '1 hour' where id = $1", id);

  const deadOf = (agencyId: string) =>
    house.arrange.query(
      "select id, reason, error_class, attempts, deaths from dead_jobs where agency_id = $1",
      agencyId,
    );

  test("an engine that forgets everything in the middle loses nothing and doubles nothing", async () => {
    const agencyId = await house.anAgency();
    const count = 120;
    const done = new Set<string>();
    const half = Promise.withResolvers<void>();
    const goOn = Promise.withResolvers<void>();
    const work = async ({ jobRunId }: { jobRunId: string }) => {
      if (done.size >= count / 2) {
        half.resolve();
        await goOn.promise;
      }
      await house.db.forAgency(agencyId).transaction((tx) =>
        withEffect(tx, { agencyId, key: `once:${jobRunId}` }, async () => {
          done.add(jobRunId);
        }),
      );
    };
    await house.db.forAgency(agencyId).transaction((tx) =>
      enqueueMany(
        tx,
        { agencyId, requestId: null },
        "payments.apply-credit",
        Array.from({ length: count }, () => ({ agencyId, leaseId: newId() })),
      ),
    );
    const ids = (await house.openRows(agencyId)).map(({ id }) => String(id));
    await house.start(work, { reconcileMs: 100 });
    await half.promise;
    await house.loseEngine();
    goOn.resolve();
    await house.passTime();
    await eventually(async () => expect(await house.openRows(agencyId)).toEqual([]));
    expect([...done].toSorted()).toEqual(ids.toSorted());
    const [effects] = await house.arrange.query<{ count: number }>(
      "select count(*) as count from effects where agency_id = $1",
      agencyId,
    );
    expect(effects?.count).toBe(count);
    expect(await deadOf(agencyId)).toEqual([]);
  });

  test("a ticket that the engine gives out twice is worked upon once while its process lives", async () => {
    const agencyId = await house.anAgency();
    const id = await house.applyCredit(agencyId);
    const [ticket] = await dispatchAll();
    const request = { ticket: ticket?.id ?? "", ids: [id] };
    const given = { id: request.ticket, jobIds: request.ids };
    const [first, second] = [newId(), newId()];
    expect(await startJobs(house.system, [request], first)).toMatchObject([{ id, deaths: 0, starts: 1 }]);
    expect(await startJobs(house.system, [request], second)).toEqual([]);
    expect(await buryJobs(house.system, given, { aliveMs: 60_000, workerId: second })).toBe(true);
    await fallSilent(id);
    expect(await buryJobs(house.system, given, { aliveMs: 60_000, workerId: second })).toBe(false);
    expect(await house.openRows(agencyId)).toMatchObject([{ state: "apart", deaths: 1, ticket: null }]);
  });

  test("a job that a living process lost goes again, and no death is counted", async () => {
    const agencyId = await house.anAgency();
    const id = await house.applyCredit(agencyId);
    const [living, other] = [newId(), newId()];
    await house.arrange.query("insert into queue_workers (id, lanes) values ($1, '{}')", living);
    for (const buries of [living, other]) {
      const [ticket] = await dispatchAll();
      const given = { id: ticket?.id ?? "", jobIds: [id] };
      await startJobs(house.system, [{ ticket: given.id, ids: [id] }], living);
      await fallSilent(id);
      expect(await buryJobs(house.system, given, { aliveMs: 60_000, workerId: buries })).toBe(false);
      expect(await house.openRows(agencyId)).toMatchObject([{ state: "waiting", deaths: 0 }]);
    }
    await dispatchAll();
    await house.arrange.query("update outbox set started_at = now(), worker_id = $1", living);
    await fallSilent(id);
    await house.loseEngine();
    expect(await reconcile({ system: house.system, engine: house.engine, silentMs: 1_000 })).toBe(1);
    expect(await house.openRows(agencyId)).toMatchObject([{ state: "waiting", deaths: 0 }]);
    await house.arrange.query("delete from queue_workers");
  });

  test("a job whose process died with it three times is kept aside and not given to a fourth", async () => {
    const agencyId = await house.anAgency();
    const id = await house.applyCredit(agencyId);
    for (let died = 0; died < 3; died++) {
      const [ticket] = await dispatchAll();
      expect(ticket).toMatchObject({ deaths: died, jobIds: [id] });
      expect(await startJobs(house.system, [{ ticket: ticket?.id ?? "", ids: [id] }], newId())).toMatchObject(
        [{ deaths: died }],
      );
      await fallSilent(id);
      await house.loseEngine();
      expect(await reconcile({ system: house.system, engine: house.engine, silentMs: 1_000 })).toBe(1);
    }
    let runs = 0;
    const ends: Ends = [];
    await house.start(async () => void runs++, { ends });
    await eventually(async () =>
      expect(await deadOf(agencyId)).toEqual([
        { id, reason: "poison", error_class: "bug", attempts: 1, deaths: 3 },
      ]),
    );
    expect({ runs, ends }).toEqual({ runs: 0, ends: [{ outcome: "failed", code: "INTERNAL" }] });
    expect(await house.openRows(agencyId)).toEqual([]);
  });

  test("an error that names a time is met again then, and uses no try up", async () => {
    const agencyId = await house.anAgency();
    const attempts: number[] = [];
    const atMs = Date.now() + 3_600_000;
    await house.start(async ({ attempt }) => {
      attempts.push(attempt);
      if (attempts.length === 1) throw new RetryLater(atMs, "the bank is closed");
    });
    const id = await house.applyCredit(agencyId);
    await eventually(async () =>
      expect(await house.openRows(agencyId)).toMatchObject([{ state: "delayed", attempts: 0, postponed: 1 }]),
    );
    const [row] = await house.arrange.query<{ seconds: number }>(
      "select abs(extract(epoch from run_after - to_timestamp($2::double precision / 1000)))::int as seconds from outbox where id = $1",
      id,
      atMs,
    );
    expect(row?.seconds).toBeLessThan(60);
    await house.arrange.query("update outbox set run_after = now() where id = $1", id);
    await eventually(async () => expect(await house.openRows(agencyId)).toEqual([]));
    expect(attempts).toEqual([1, 1]);
  });

  test("a job whose time is up is given up without running, and one that runs has its signal aborted", async () => {
    const agencyId = await house.anAgency();
    const late = await house.applyCredit(agencyId);
    await house.arrange.query("update outbox set expires_at = now() - interval '1 minute'");
    let runs = 0;
    await house.start(({ signal }) => {
      runs++;
      return new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
    });
    await eventually(async () =>
      expect(await deadOf(agencyId)).toMatchObject([{ id: late, reason: "expired", error_class: "retry" }]),
    );
    expect(runs).toBe(0);
    await house.arrange.query("delete from dead_jobs");
    await house.db.forAgency(agencyId).transaction(async (tx) => {
      const id = await enqueue(tx, { agencyId, requestId: null }, "payments.apply-credit", {
        agencyId,
        leaseId: newId(),
      });
      await tx.sql(
        { name: "", text: "update outbox set expires_at = now() + interval '2 seconds' where id = $1" },
        id,
      );
    });
    await eventually(async () => expect(await deadOf(agencyId)).toMatchObject([{ reason: "expired" }]));
  });

  test("cancelling ends the SQL of a running job", async () => {
    const agencyId = await house.anAgency();
    const sleeping = `select pid from pg_stat_activity where datname = current_database() and state = 'active'
      and query like 'select pg_sleep(600)%'`;
    const { worker, events } = await house.start(async ({ signal, deadlineMs }) => {
      const lanes = house.db.forAgency(agencyId, { signal, deadline: deadlineMs });
      await lanes.transaction((tx) => tx.sql({ name: "", text: "select pg_sleep(600)" }));
    });
    const id = await house.proveLedger(agencyId);
    await eventually(async () => expect(await house.arrange.query(sleeping)).toHaveLength(1));
    await house.db.forAgency(agencyId).transaction((tx) => requestCancel(tx, agencyId, id));
    worker.wake();
    await eventually(async () => expect(await house.arrange.query(sleeping)).toEqual([]));
    await eventually(() => expect(events).toMatchObject([{ outcome: "cancelled" }]));
  });

  test("another agency's job does not wait behind a flood", async () => {
    const [flooding, other] = [await house.anAgency(), await house.anAgency()];
    const goOn = Promise.withResolvers<void>();
    const order: string[] = [];
    await house.start(
      async ({ agencyId }) => {
        await goOn.promise;
        order.push(agencyId === other ? "other" : "flood");
      },
      { places: 1 },
    );
    await house.db.forAgency(flooding).transaction((tx) =>
      enqueueMany(
        tx,
        { agencyId: flooding, requestId: null },
        "payments.apply-credit",
        Array.from({ length: 300 }, () => ({ agencyId: flooding, leaseId: newId() })),
      ),
    );
    await eventually(async () =>
      expect(await house.arrange.query("select from outbox where started_at is not null")).toHaveLength(1),
    );
    const [ahead] = await house.arrange.query<{ count: number }>(
      "select count(*) as count from outbox where state = 'sent'",
    );
    await house.applyCredit(other);
    goOn.resolve();
    await eventually(() => expect(order).toContain("other"));
    // Its turn comes behind what is with the engine already, which is little.
    expect(ahead?.count).toBeLessThanOrEqual(3);
    await eventually(async () => expect(await house.openRows(flooding)).toEqual([]));
    expect(order.indexOf("other")).toBeLessThan(100);
  });

  test("a bug is tried three times, whatever the job's tries", async () => {
    const agencyId = await house.anAgency();
    const attempts: number[] = [];
    const isSeen = [1, 2].map(() => Promise.withResolvers<void>());
    await house.start(async ({ attempt }) => {
      attempts.push(attempt);
      await isSeen[attempt - 2]?.promise;
      throw new TypeError("x is not a function");
    });
    const id = await house.applyCredit(agencyId);
    for (const [index, { resolve }] of isSeen.entries()) {
      await eventually(async () =>
        expect(await house.openRows(agencyId)).toMatchObject([{ attempts: index + 1 }]),
      );
      await house.arrange.query("update outbox set run_after = now() where id = $1", id);
      resolve();
    }
    await eventually(async () =>
      expect(await deadOf(agencyId)).toMatchObject([{ reason: "failed", error_class: "bug", attempts: 3 }]),
    );
    expect(attempts).toEqual([1, 2, 3]);
  });

  test("a job that fails is told of in the events of those who look", async () => {
    const agencyId = await house.anAgency();
    await house.start(async () => {
      throw new AppError("PRECONDITION", "the books say no");
    });
    const id = await house.db
      .forAgency(agencyId)
      .transaction((tx) =>
        enqueue(tx, { agencyId, requestId: null }, "ledger.proof", { agencyId }, visible()),
      );
    await eventually(async () => expect(await house.openRows(agencyId)).toEqual([]));
    const events = await house.arrange.query<{ payload: { id: string; status: string } }>(
      "select payload from events where agency_id = $1 and kind = 'job.changed' order by created_at, id",
      agencyId,
    );
    expect(events.map(({ payload }) => payload.id)).toEqual([id, id, id]);
    expect(new Set(events.map(({ payload }) => payload.status))).toEqual(
      new Set(["queued", "running", "failed"]),
    );
  });
});
