import { openDb, type Db } from "@stead/db/client";
import { newId } from "@stead/kernel/ids";
import { openCountingProxy } from "@stead/testing/counting-proxy";
import { openFaultProxy } from "@stead/testing/fault-proxy";
import { openArranger, type Arranger } from "@stead/testing/arranger";
import { cloneDatabase, type TestDatabase } from "@stead/testing/database";
import { makeAgency } from "@stead/testing/factories";
import { afterAll, beforeAll, expect, test } from "vitest";
import { requestCancel } from "./cancellation.ts";
import { withEffect } from "./effects.ts";
import { enqueue, enqueueMany } from "./enqueue.ts";

let database: TestDatabase;
let arrange: Arranger;
let db: Db;

beforeAll(async () => {
  database = await cloneDatabase();
  arrange = await openArranger(database);
  db = openDb({ connectionString: database.appUrl });
});
afterAll(async () => {
  await db.close();
  await arrange.close();
  await database.drop();
});

async function anAgency() {
  const { id: agencyId } = await makeAgency(arrange);
  return { agencyId, ctx: { agencyId, requestId: "request-1" }, lanes: db.forAgency(agencyId) };
}

test("a job exists exactly when its transaction commits", async () => {
  const { agencyId, ctx, lanes } = await anAgency();
  const leaseId = newId();
  const rolledBack = lanes.transaction(async (tx) => {
    await enqueue(tx, ctx, "payments.apply-credit", { agencyId, leaseId });
    throw new Error("no");
  });
  await expect(rolledBack).rejects.toThrow("no");
  expect(await arrange.query("select from outbox where agency_id = $1", agencyId)).toHaveLength(0);
  const id = await lanes.transaction((tx) =>
    enqueue(tx, ctx, "payments.apply-credit", { agencyId, leaseId }),
  );
  expect(
    await arrange.query(
      "select id, name, payload, request_id, dispatched_at from outbox where agency_id = $1",
      agencyId,
    ),
  ).toEqual([
    {
      id,
      name: "payments.apply-credit",
      payload: { agencyId, leaseId },
      request_id: "request-1",
      dispatched_at: null,
    },
  ]);
});

test("equal jobs that wait are one job, enqueued at once or in bulk", async () => {
  const { agencyId, ctx, lanes } = await anAgency();
  const payload = { agencyId, leaseId: newId() };
  const ids = await Promise.all(
    Array.from({ length: 8 }, () =>
      lanes.transaction((tx) => enqueue(tx, ctx, "payments.apply-credit", payload)),
    ),
  );
  expect(new Set(ids).size).toBe(1);
  await lanes.transaction((tx) =>
    enqueueMany(tx, ctx, "payments.apply-credit", [payload, payload, { agencyId, leaseId: newId() }]),
  );
  expect(await arrange.query("select from outbox where agency_id = $1", agencyId)).toHaveLength(2);
});

test("an equal job asked for sooner moves the waiting one forward, never back", async () => {
  const { agencyId, ctx, lanes } = await anAgency();
  const payload = { agencyId, leaseId: newId() };
  const add = (runAfterMs: number) =>
    lanes.transaction((tx) => enqueue(tx, ctx, "payments.apply-credit", payload, { runAfterMs }));
  for (const minute of [30, 10, 20]) await add(Date.UTC(2030, 0, 1, 0, minute));
  const rows = await arrange.query<{ run_after: Date }>(
    "select run_after from outbox where agency_id = $1",
    agencyId,
  );
  expect(rows.map(({ run_after }) => run_after.toISOString())).toEqual(["2030-01-01T00:10:00.000Z"]);
});

test("a job that people see has a row of its own with the same id", async () => {
  const { agencyId, ctx, lanes } = await anAgency();
  const importId = newId();
  const jobRun = { subjectId: importId, actorUserId: newId() };
  const id = await lanes.transaction((tx) =>
    enqueue(tx, ctx, "imports.check", { agencyId, importId }, { jobRun }),
  );
  expect(
    await arrange.query(
      "select id, name, status, subject_id, actor_user_id from job_runs where agency_id = $1",
      agencyId,
    ),
  ).toEqual([
    { id, name: "imports.check", status: "queued", subject_id: importId, actor_user_id: jobRun.actorUserId },
  ]);
  expect(await lanes.transaction((tx) => requestCancel(tx, agencyId, id))).toBe(true);
  await arrange.query("update job_runs set status = 'done' where id = $1", id);
  expect(await lanes.transaction((tx) => requestCancel(tx, agencyId, id))).toBe(false);
});

test("refuses another agency's payload and a payload that is not the job's", async () => {
  const { agencyId, ctx, lanes } = await anAgency();
  const add = (payload: { agencyId: string; leaseId: string }) =>
    lanes.transaction((tx) => enqueue(tx, ctx, "payments.apply-credit", payload));
  await expect(add({ agencyId: newId(), leaseId: newId() })).rejects.toMatchObject({ code: "INTERNAL" });
  await expect(add({ agencyId, leaseId: "L-1" })).rejects.toMatchObject({ code: "INVALID" });
});

test("an effect with a key happens once, however many transactions try", async () => {
  const { agencyId, lanes } = await anAgency();
  let worked = 0;
  const attempt = () =>
    lanes.transaction((tx) =>
      withEffect(tx, { agencyId, key: "charge:1" }, async () => {
        worked++;
        return worked;
      }),
    );
  const outcomes = await Promise.all(Array.from({ length: 10 }, attempt));
  expect(worked).toBe(1);
  expect(outcomes.filter(({ isNew }) => isNew)).toEqual([{ isNew: true, result: 1 }]);
});

test("an effect whose transaction failed happens on the next try", async () => {
  const { agencyId, lanes } = await anAgency();
  const attempt = (fails: boolean) =>
    lanes.transaction((tx) =>
      withEffect(tx, { agencyId, key: "charge:2" }, async () => {
        if (fails) throw new Error("broken");
      }),
    );
  await expect(attempt(true)).rejects.toThrow("broken");
  expect(await attempt(false)).toMatchObject({ isNew: true });
});

/** A transaction with an effect of its own, and with a job or without. */
async function happen(from: Db, agencyId: string, key: string, hasJob: boolean) {
  await from
    .forAgency(agencyId)
    .transaction((tx) =>
      Promise.all([
        withEffect(tx, { agencyId, key }, async () => {}),
        hasJob
          ? enqueue(tx, { agencyId, requestId: key }, "payments.apply-credit", { agencyId, leaseId: newId() })
          : undefined,
      ]),
    );
}

test("a job costs its transaction no round trip", async () => {
  const { agencyId } = await anAgency();
  const proxy = await openCountingProxy(database.appUrl);
  const through = openDb({ connectionString: proxy.through(database.appUrl), min: 0, max: 1 });
  const turnsOf = async (hasJob: boolean) => {
    // What is prepared at first is not counted.
    await happen(through, agencyId, newId(), hasJob);
    proxy.reset();
    await happen(through, agencyId, newId(), hasJob);
    return proxy.turns;
  };
  const without = await turnsOf(false);
  expect(await turnsOf(true)).toBe(without);
  await through.close();
  await proxy.close();
});

test("whatever breaks between BEGIN and the answer, there is a job exactly where there is its cause", async () => {
  const { agencyId } = await anAgency();
  const proxy = await openFaultProxy(database.appUrl);
  const through = openDb({ connectionString: proxy.through(database.appUrl), min: 0, max: 2 });
  const keys = new Set<string>();
  let failed = 0;
  for (let crash = 0; crash < 40; crash++) {
    const key = newId();
    keys.add(key);
    await happen(through, agencyId, newId(), false).catch(() => {});
    const going = through.forAgency(agencyId).transaction(async (tx) => {
      if (crash % 4 === 0) proxy.loseNextAnswer();
      await enqueue(tx, { agencyId, requestId: key }, "payments.apply-credit", {
        agencyId,
        leaseId: newId(),
      });
      if (crash % 4 === 1) proxy.cut();
      await withEffect(tx, { agencyId, key }, async () => {});
      // Commits, and its answer is lost.
      if (crash % 4 === 2) proxy.loseNextAnswer();
    });
    if (crash % 4 === 3) await going;
    else await going.catch(() => failed++);
  }
  await through.close();
  await proxy.close();
  expect(failed).toBe(30);
  const audited = await arrange.query<{ key: string; hasEffect: boolean; hasJob: boolean }>(
    `select coalesce(e.key, o.request_id) as key, e.key is not null as "hasEffect", o.id is not null as "hasJob"
     from effects e full join outbox o on o.agency_id = e.agency_id and o.request_id = e.key
     where coalesce(e.agency_id, o.agency_id) = $1`,
    agencyId,
  );
  const tried = audited.filter(({ key }) => keys.has(key));
  expect(tried.filter(({ hasEffect, hasJob }) => hasEffect !== hasJob)).toEqual([]);
  // Ten that broke nowhere, and those whose commit arrived.
  expect(tried.length).toBeGreaterThanOrEqual(10);
});
