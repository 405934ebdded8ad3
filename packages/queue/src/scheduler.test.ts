import { openSystemDb, type SystemDb } from "@stead/db/system";
import { silentLogger } from "@stead/kernel/logger";
import { openArranger, type Arranger } from "@stead/testing/arranger";
import { fixedClock } from "@stead/testing/clock";
import { cloneDatabase, type TestDatabase } from "@stead/testing/database";
import { makeAgency } from "@stead/testing/factories";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { nextRunMs } from "./cron.ts";
import { runDueSchedules } from "./scheduler.ts";

let database: TestDatabase;
let arrange: Arranger;
let system: SystemDb;

beforeAll(async () => {
  database = await cloneDatabase();
  arrange = await openArranger(database);
  system = openSystemDb({ connectionString: database.systemUrl });
});
afterEach(async () => {
  await arrange.query("delete from schedules");
  await arrange.query("delete from outbox");
});
afterAll(async () => {
  await system.close();
  await arrange.close();
  await database.drop();
});

const cron = "30 2 * * *";

async function aNightlyAgency(timeZone: string, at: string) {
  const { id: agencyId } = await makeAgency(arrange, { timeZone });
  const clock = fixedClock(at);
  const nextRunAt = new Date(nextRunMs(cron, timeZone, clock.nowMs())).toISOString();
  await arrange.insert("schedules", {
    agencyId,
    name: "ledger.proof",
    cron,
    timeZone,
    payload: { agencyId },
    nextRunAt,
  });
  const run = () => runDueSchedules({ system, clock, log: silentLogger });
  const enqueued = async () =>
    (await arrange.query<{ name: string }>("select name from outbox where agency_id = $1", agencyId)).length;
  const next = async () =>
    (
      await arrange.query<{ at: Date }>(
        "select next_run_at as at from schedules where agency_id = $1",
        agencyId,
      )
    )[0]?.at.toISOString();
  return { agencyId, clock, run, enqueued, next };
}

test("a due schedule enqueues its job and moves on in one transaction; schedulers at once enqueue it once", async () => {
  const { clock, run, enqueued, next } = await aNightlyAgency("Africa/Nairobi", "2026-11-22T12:00:00Z");
  expect(await next()).toBe("2026-11-22T23:30:00.000Z");
  await run();
  expect(await enqueued()).toBe(0);
  clock.set("2026-11-22T23:30:00Z");
  await Promise.all([run(), run(), run()]);
  expect(await enqueued()).toBe(1);
  expect(await next()).toBe("2026-11-23T23:30:00.000Z");
});

test("the night the clocks go back has one run, and the night they go forward is not left out", async () => {
  const { clock, run, enqueued, agencyId } = await aNightlyAgency("Europe/Berlin", "2026-10-24T12:00:00Z");
  let total = 0;
  const tick = async (instant: string) => {
    clock.set(instant);
    await run();
    total += await enqueued();
    await arrange.query("delete from outbox where agency_id = $1", agencyId);
  };
  for (const instant of [
    "2026-10-25T00:29:00Z",
    "2026-10-25T00:30:00Z",
    "2026-10-25T01:30:00Z",
    "2026-10-25T01:31:00Z",
  ])
    await tick(instant);
  expect(total).toBe(1);
  await tick("2027-03-27T12:00:00Z");
  total = 0;
  for (const instant of [
    "2027-03-28T00:45:00Z",
    "2027-03-28T01:30:00Z",
    "2027-03-28T02:00:00Z",
    "2027-03-28T23:00:00Z",
  ])
    await tick(instant);
  expect(total).toBe(1);
});

test("times that passed while nothing ran are made up for once", async () => {
  const { clock, run, enqueued, next } = await aNightlyAgency("Africa/Nairobi", "2026-11-01T12:00:00Z");
  clock.advance({ days: 10 });
  await run();
  await run();
  expect(await enqueued()).toBe(1);
  expect(await next()).toBe("2026-11-11T23:30:00.000Z");
});

test("a schedule that cannot be read is disabled and holds up no other", async () => {
  const { agencyId, clock, run, enqueued } = await aNightlyAgency("Africa/Nairobi", "2026-11-22T12:00:00Z");
  for (const [name, cron] of [
    ["no.such-job", "* * * * *"],
    ["figures.fold", "often"],
  ] as const) {
    await arrange.insert("schedules", {
      agencyId,
      name,
      cron,
      timeZone: "UTC",
      nextRunAt: "2026-11-01T00:00:00Z",
    });
  }
  clock.advance({ days: 1 });
  await run();
  expect(await enqueued()).toBe(1);
  expect(await arrange.query("select name from schedules where not is_enabled order by name")).toEqual([
    { name: "figures.fold" },
    { name: "no.such-job" },
  ]);
});
