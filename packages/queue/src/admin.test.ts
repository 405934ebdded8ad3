import { DeadJobDto, QueueActionDto, QueueDto, QueueFiguresDto, QueueJobDto } from "@stead/contracts/queues";
import { AppError } from "@stead/kernel/errors";
import { newId } from "@stead/kernel/ids";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { createQueueAdmin, type QueueAdmin } from "./admin.ts";
import { enqueue } from "./enqueue.ts";
import { sweepJobs } from "./runtime/sweep.ts";
import { eventually, openQueueHouse, type QueueHouse } from "./test-queue.ts";

let house: QueueHouse;
let admin: QueueAdmin;
const actor = { userId: newId(), requestId: "request-1" };
const page = { limit: 50 };

beforeAll(async () => {
  house = await openQueueHouse("postgres");
  admin = createQueueAdmin(house.system);
});
afterEach(async () => {
  await house.rest();
  await house.arrange.query("delete from outbox");
  await house.arrange.query("delete from dead_jobs");
});
afterAll(() => house.close());

const queueOf = async (name: string) => (await admin.listQueues()).find((queue) => queue.name === name);
const lastActs = async (count: number) =>
  (await admin.listActions({ limit: count })).items.map(({ action, name, jobCount, actorUserId }) => ({
    action,
    name,
    jobCount,
    actorUserId,
  }));

test("queues are shown with what they hold, and their jobs without personal data", async () => {
  const agencyId = await house.anAgency();
  const id = await house.applyCredit(agencyId);
  await house.arrange.query(
    `update outbox set payload = payload || '{"name": "Ada Lovelace", "on": "2026-11-01"}'`,
  );
  const queues = await admin.listQueues();
  for (const queue of queues) expect(() => QueueDto.parse(queue)).not.toThrow();
  expect(await queueOf("payments.apply-credit")).toMatchObject({
    lane: "quick",
    isPaused: false,
    depth: { waiting: 1, running: 0, dead: 0 },
    oldestMs: expect.any(Number),
  });
  const jobs = await admin.listJobs({ ...page, name: "payments.apply-credit", state: "waiting", agencyId });
  expect(jobs.items.map((job) => QueueJobDto.parse(job))).toMatchObject([
    { id, state: "waiting", payload: { agencyId, name: "•••", on: "2026-11-01" } },
  ]);
  expect((await admin.listJobs({ ...page, state: "running" })).items).toEqual([]);
});

test("pausing, resuming, retrying and draining are done and recorded", async () => {
  const agencyId = await house.anAgency();
  await admin.pause(actor, { name: "payments.apply-credit" });
  expect(await queueOf("payments.apply-credit")).toMatchObject({ isPaused: true, pausedBy: actor.userId });
  await admin.resume(actor, { name: "payments.apply-credit" });
  expect(await queueOf("payments.apply-credit")).toMatchObject({ isPaused: false, pausedBy: null });
  const delayed = await house.db
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
  expect((await admin.listJobs({ ...page, state: "delayed" })).items.map(({ id }) => id)).toEqual([delayed]);
  expect(await admin.retry(actor, { ids: [delayed, newId()] })).toEqual({ count: 1 });
  expect((await admin.listJobs({ ...page, state: "waiting" })).items.map(({ id }) => id)).toEqual([delayed]);
  await house.applyCredit(agencyId);
  expect(await admin.drain(actor, { name: "payments.apply-credit" })).toEqual({ count: 2 });
  const { events } = await house.start(async () => {});
  await eventually(async () => expect(await house.openRows(agencyId)).toEqual([]));
  expect(events).toEqual([]);
  expect(await lastActs(4)).toEqual([
    { action: "drain", name: "payments.apply-credit", jobCount: 2, actorUserId: actor.userId },
    { action: "retry", name: null, jobCount: 1, actorUserId: actor.userId },
    { action: "resume", name: "payments.apply-credit", jobCount: 0, actorUserId: actor.userId },
    { action: "pause", name: "payments.apply-credit", jobCount: 0, actorUserId: actor.userId },
  ]);
  for (const act of (await admin.listActions(page)).items)
    expect(() => QueueActionDto.parse(act)).not.toThrow();
  await expect(admin.pause(actor, { name: "no.such" })).rejects.toMatchObject({ code: "NOT_FOUND" });
});

test("dead jobs are listed, tried again by their ids or by a filter, and forgotten", async () => {
  const [one, other] = [await house.anAgency(), await house.anAgency()];
  let isBroken = true;
  const seen: string[] = [];
  await house.start(async ({ jobRunId }) => {
    if (isBroken) throw new AppError("PRECONDITION", "the books say no");
    seen.push(jobRunId);
  });
  const ids = [await house.applyCredit(one), await house.applyCredit(one), await house.proveLedger(other)];
  await eventually(async () => expect((await admin.listDead(page)).items).toHaveLength(3));
  const dead = await admin.listDead({ ...page, agencyId: one, errorClass: "never", reason: "failed" });
  expect(dead.items.map((job) => DeadJobDto.parse(job))).toHaveLength(2);
  expect(dead.items[0]).toMatchObject({ attempts: 1, error: { code: "PRECONDITION" } });
  isBroken = false;
  expect(await admin.replay(actor, { ids: [ids[2] ?? ""] })).toEqual({ count: 1 });
  expect(await admin.replay(actor, { filter: { agencyId: one, name: "payments.apply-credit" } })).toEqual({
    count: 2,
  });
  await eventually(() => expect(seen.toSorted()).toEqual(ids.toSorted()));
  await eventually(async () =>
    expect(await house.runOf(ids[2] ?? "")).toMatchObject({ status: "done", error: null }),
  );
  isBroken = true;
  await house.applyCredit(one);
  await eventually(async () => expect((await admin.listDead(page)).items).toHaveLength(1));
  expect(await admin.discard(actor, { filter: {} })).toEqual({ count: 1 });
  expect((await admin.listDead(page)).items).toEqual([]);
});

test("a running job that is removed has its signal aborted", async () => {
  const agencyId = await house.anAgency();
  const { events } = await house.start(
    ({ signal }) => new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason))),
  );
  const id = await house.applyCredit(agencyId);
  await eventually(async () =>
    expect((await admin.listJobs({ ...page, state: "running" })).items).toHaveLength(1),
  );
  expect(await admin.remove(actor, { ids: [id] })).toEqual({ count: 1 });
  await eventually(() => expect(events).toMatchObject([{ jobRunId: id, outcome: "cancelled" }]));
});

test("figures of each minute are kept, added up and swept", async () => {
  const agencyId = await house.anAgency();
  await house.arrange.query("delete from queue_figures");
  const isSeen = Promise.withResolvers<void>();
  const { worker } = await house.start(
    async ({ attempt }) => {
      if (attempt === 1) throw new AppError("UNAVAILABLE", "not now");
      await isSeen.promise;
    },
    { measureMs: 50, sampleMs: 50 },
  );
  const id = await house.applyCredit(agencyId);
  await eventually(async () => expect(await house.openRows(agencyId)).toMatchObject([{ attempts: 1 }]));
  await admin.retry(actor, { ids: [id] });
  isSeen.resolve();
  await eventually(async () => expect(await house.openRows(agencyId)).toEqual([]));
  await eventually(async () =>
    expect(await queueOf("payments.apply-credit")).toMatchObject({
      lastHour: { done: 1, retried: 1, failed: 0, errors: { retry: 1, bug: 0 } },
    }),
  );
  const figures = QueueFiguresDto.parse(
    await admin.readFigures({ name: "payments.apply-credit", minutes: 60 }),
  );
  expect(figures.minutes.reduce((sum, { done, retried }) => sum + done + retried, 0)).toBe(2);
  expect(figures.lanes.map(({ lane }) => lane)).toEqual(expect.arrayContaining(["quick", "long"]));
  expect(await admin.listWorkers()).toMatchObject([
    { id: worker.id, lanes: { quick: { places: expect.any(Number) } } },
  ]);
  await house.rest();
  expect(await admin.listWorkers()).toEqual([]);
  await house.arrange.query("update queue_figures set minute = minute - interval '15 days'");
  await house.arrange.query("delete from lane_figures");
  const swept = await sweepJobs(house.system);
  expect(swept.figures).toBeGreaterThan(0);
  expect(await house.arrange.query("select from queue_figures")).toEqual([]);
});
