import { openDb, type Db } from "@stead/db/client";
import { openSystemDb, type SystemDb } from "@stead/db/system";
import { newId } from "@stead/kernel/ids";
import { sweepEvents } from "@stead/queue/event-dispatcher";
import { publishEvent, publishEvents } from "@stead/queue/events";
import { findRedis, startRedis, type TestRedis } from "@stead/testing/redis";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { publicUrl, startTestApi, type Browser, type TestApi } from "./test-api.ts";
import { enterPortal, givePhone } from "./test-portal.ts";
import { buildEstate } from "./test-world.ts";
import {
  eventually,
  listenLive,
  startApiProcess,
  startDispatching,
  type ApiProcess,
  type Dispatching,
  type Listening,
} from "./test-live.ts";

const redisCommand = findRedis();
const engineKinds = redisCommand === undefined ? (["postgres"] as const) : (["postgres", "redis"] as const);

let api: TestApi;
let db: Db;
let system: SystemDb;
beforeAll(async () => {
  api = await startTestApi();
  db = openDb({ connectionString: api.database.appUrl, min: 0, max: 4 });
  system = openSystemDb({ connectionString: api.database.systemUrl, min: 0, max: 4 });
});
afterAll(async () => {
  await db.close();
  await system.close();
  await api.close();
});

const parts = () => ({ system, directUrl: api.database.ownerUrl });

type Owner = { browser: Browser; agencyId: string; userId: string; headers: Record<string, string> };

async function anOwner(): Promise<Owner> {
  const browser = await api.person(`${newId()}@example.org`);
  await browser.rpc.access.createAgency.mutate({
    name: "A",
    currency: "KES",
    timeZone: "Africa/Nairobi",
    country: "KE",
  });
  const me = await browser.rpc.access.me.query();
  return {
    browser,
    agencyId: me.agency?.id ?? "",
    userId: me.user.id,
    headers: { cookie: browser.cookie(), origin: publicUrl },
  };
}

const job = (progressDone: number) => ({
  id: newId(),
  name: "imports.apply",
  status: "running" as const,
  subjectId: null,
  attempt: 1,
  progressDone,
  progressTotal: null,
  about: null,
  progressNote: null,
  error: null,
  isCancelRequested: false,
  createdAt: "2026-06-15T09:00:00.000Z",
  startedAt: null,
  finishedAt: null,
});

/** Commits events of one agency, numbered from `first`, one transaction each. */
async function publishJobs(agencyId: string, first: number, count: number): Promise<void> {
  for (let place = first; place < first + count; place++)
    await publishEvent(db.forAgency(agencyId), { agencyId, kind: "job.changed", payload: job(place) });
}

const places = (listening: Listening) =>
  listening.of("job.changed").map((data) => (data as { progressDone: number }).progressDone);
const upTo = (count: number, from = 0) => Array.from({ length: count }, (_, index) => from + index);

describe.each(engineKinds)("two api processes on %s", (kind) => {
  let redis: TestRedis | undefined;
  let dispatching: Dispatching;
  let processes: ApiProcess[] = [];
  const settings = () => (redis === undefined ? {} : { REDIS_URL: redis.url });

  beforeAll(async () => {
    if (kind === "redis" && redisCommand !== undefined) redis = await startRedis(redisCommand);
    dispatching = await startDispatching(parts(), redis);
    await dispatching.engine.ready();
    processes = await Promise.all([1, 2].map(() => startApiProcess(api.database, settings())));
  });
  afterAll(async () => {
    await Promise.all(processes.map((process) => process.end("SIGKILL")));
    await dispatching.stop();
    await redis?.stop();
  });

  test("a tenant's streams end with the portal's session in every process, and no other's", async () => {
    const owner = await anOwner();
    const { slug: agency } = await owner.browser.rpc.agency.get.query();
    const estate = await buildEstate(owner.browser, `Tenants ${kind}`);
    const address = `+2547${String(Date.now()).slice(-8)}`;
    await givePhone(owner.browser, estate, address);
    const [leaving, staying] = [api.browser(), api.browser()];
    for (const browser of [leaving, staying]) await enterPortal(api, browser, { agency, address });
    const hear = (browser: Browser) => {
      const headers = { cookie: browser.cookie(), origin: publicUrl };
      return Promise.all(processes.map(({ url }) => listenLive(url, headers, undefined, "/portal/events")));
    };
    const [left, stayed] = await Promise.all([hear(leaving), hear(staying)]);
    await leaving.post("/portal/sign-out");
    for (const listening of left)
      await eventually(() => expect(listening.of("end")).toEqual([{ reason: "access" }]));
    for (const listening of stayed) {
      expect(listening.hasEnded()).toBe(false);
      listening.close();
    }
  });

  test("tell every event to each reader once and in order, and a killed one's readers resume without loss", async () => {
    const owner = await anOwner();
    const [first, second] = processes;
    const [here, there] = await Promise.all([
      listenLive(first?.url ?? "", owner.headers),
      listenLive(second?.url ?? "", owner.headers),
    ]);
    await publishJobs(owner.agencyId, 0, 5);
    await eventually(() => {
      expect(places(here)).toEqual(upTo(5));
      expect(places(there)).toEqual(upTo(5));
    });
    await first?.end("SIGKILL");
    await eventually(() => expect(here.hasEnded()).toBe(true));
    await publishJobs(owner.agencyId, 5, 5);
    const last = here.frames.findLast(({ id }) => id !== null)?.id ?? 0;
    const again = await listenLive(second?.url ?? "", owner.headers, last);
    await publishJobs(owner.agencyId, 10, 5);
    await eventually(() => {
      expect(places(there)).toEqual(upTo(15));
      expect([...places(here), ...places(again)]).toEqual(upTo(15));
    });
    there.close();
    again.close();
  });

  test("a stopped process sends its readers away at once", async () => {
    const owner = await anOwner();
    const doomed = await startApiProcess(api.database, settings());
    const listening = await listenLive(doomed.url, owner.headers);
    await doomed.end("SIGTERM");
    await eventually(() => expect(listening.hasEnded()).toBe(true));
    expect(listening.of("end")).toEqual([{ reason: "stopping" }]);
  });
});

describe("one api process", () => {
  let dispatching: Dispatching;
  const open: Listening[] = [];
  beforeAll(async () => {
    dispatching = await startDispatching(parts());
  });
  afterEach(() => {
    for (const listening of open.splice(0)) listening.close();
  });
  afterAll(() => dispatching.stop());

  async function listen(headers: Record<string, string>, after?: number): Promise<Listening> {
    const listening = await listenLive(api.url, headers, after);
    open.push(listening);
    return listening;
  }

  test("refuses who is not signed in, and who has no agency", async () => {
    expect((await listen({})).status).toBe(401);
    const stranger = await api.person(`${newId()}@example.org`);
    expect((await listen({ cookie: stranger.cookie() })).status).toBe(403);
    const listening = await listen((await anOwner()).headers);
    expect(listening.headers).toMatchObject({
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-store, no-transform",
    });
  });

  test("tells a person, an agency and a property's members what is theirs, and nobody else", async () => {
    const owner = await anOwner();
    const stranger = await anOwner();
    const { key } = await owner.browser.rpc.access.createApiKey.mutate({
      name: "Sync",
      permissions: ["agency:read"],
    });
    const { key: seeing } = await owner.browser.rpc.access.createApiKey.mutate({
      name: "Jobs",
      permissions: ["jobs:read"],
    });
    const [mine, theirs, blind, program] = await Promise.all([
      listen(owner.headers),
      listen(stranger.headers),
      listen({ "x-api-key": key }),
      listen({ "x-api-key": seeing }),
    ]);
    const lanes = db.forAgency(owner.agencyId);
    await publishEvent(lanes, { agencyId: owner.agencyId, kind: "job.changed", payload: job(1) });
    await publishEvent(lanes, {
      agencyId: owner.agencyId,
      kind: "notification.read",
      userId: owner.userId,
      payload: { ids: null },
    });
    // What is told last has been overtaken by nothing.
    await publishEvent(db.forAgency(stranger.agencyId), {
      agencyId: stranger.agencyId,
      kind: "job.changed",
      payload: job(2),
    });
    await publishEvents(
      lanes,
      owner.agencyId,
      [owner.userId, stranger.userId].map((userId) => ({
        agencyId: owner.agencyId,
        kind: "notification.read" as const,
        userId,
        payload: { ids: null },
      })),
    );
    await eventually(() => expect(mine.of("notification.read")).toHaveLength(2));
    await eventually(() => expect(places(theirs)).toEqual([2]));
    expect(places(mine)).toEqual([1]);
    expect(theirs.of("notification.read")).toEqual([]);
    expect(blind.frames.map(({ event }) => event)).toEqual(["ready"]);
    expect(places(program)).toEqual([1]);
    expect(program.of("notification.read")).toEqual([]);
  });

  test("an event of a transaction that is rolled back is told to nobody", async () => {
    const owner = await anOwner();
    const listening = await listen(owner.headers);
    await expect(
      db.forAgency(owner.agencyId).transaction(async (tx) => {
        await publishEvent(tx, { agencyId: owner.agencyId, kind: "job.changed", payload: job(1) });
        throw new Error("no");
      }),
    ).rejects.toThrow("no");
    await publishJobs(owner.agencyId, 7, 1);
    await eventually(() => expect(places(listening)).toEqual([7]));
  });

  test("an event that commits late is numbered late: who read on misses nothing", async () => {
    const owner = await anOwner();
    const listening = await listen(owner.headers);
    const written = Promise.withResolvers<void>();
    const isTold = Promise.withResolvers<void>();
    const late = db.forAgency(owner.agencyId, { deadline: Date.now() + 60_000 }).transaction(async (tx) => {
      await publishEvent(tx, { agencyId: owner.agencyId, kind: "job.changed", payload: job(1) });
      written.resolve();
      await isTold.promise;
    });
    await written.promise;
    await publishJobs(owner.agencyId, 2, 1);
    await eventually(() => expect(places(listening)).toEqual([2]));
    isTold.resolve();
    await late;
    await eventually(() => expect(places(listening)).toEqual([2, 1]));
  });

  test("serializes a broadcast once", async () => {
    const owner = await anOwner();
    const readers = await Promise.all(Array.from({ length: 12 }, () => listen(owner.headers)));
    // What came before is told when this is.
    await publishJobs(owner.agencyId, 0, 1);
    await eventually(() => {
      for (const reader of readers) expect(places(reader)).toEqual([0]);
    });
    const before = { ...api.container.live.counts };
    await publishJobs(owner.agencyId, 1, 3);
    await eventually(() => {
      for (const reader of readers) expect(places(reader)).toEqual(upTo(4));
    });
    expect(api.container.live.counts.serialized - before.serialized).toBe(3);
    expect(api.container.live.counts.sent - before.sent).toBe(36);
  });

  test("ends at once when the session is ended, by whatever way, and when a role changes", async () => {
    const owner = await anOwner();
    const listening = await listen(owner.headers);
    await owner.browser.post("/auth/sign-out");
    await eventually(() => expect(listening.hasEnded()).toBe(true));
    expect(listening.of("end")).toEqual([{ reason: "access" }]);

    const other = await anOwner();
    const [first, kept] = await Promise.all([listen(other.headers), listen(other.headers)]);
    await api.arrange.query(
      "update members set role = 'viewer' where agency_id = $1 and user_id = $2",
      other.agencyId,
      other.userId,
    );
    await eventually(() => {
      expect(first.hasEnded()).toBe(true);
      expect(kept.hasEnded()).toBe(true);
    });
    await api.arrange.query("update users set banned = true where id = $1", other.userId);
    await api.arrange.query("update users set banned = false where id = $1", other.userId);
    const back = await listen(other.headers);
    await api.arrange.query("update users set banned = true where id = $1", other.userId);
    await api.container.live.recheckAll();
    await eventually(() => expect(back.hasEnded()).toBe(true));
  });

  test("tells one who comes back too late to ask anew", async () => {
    const owner = await anOwner();
    await publishJobs(owner.agencyId, 0, 3);
    await eventually(async () =>
      expect(await api.arrange.query("select from events where seq is null")).toEqual([]),
    );
    const listening = await listen(owner.headers, 1);
    await eventually(() => expect(places(listening)).toEqual(upTo(3)));
    expect(listening.of("reset")).toEqual([]);
    await api.arrange.query("update events set created_at = now() - interval '3 days'");
    expect(await sweepEvents(system)).toBeGreaterThan(2);
    const late = await listen(owner.headers, 1);
    expect(late.frames.map(({ event }) => event)).toEqual(["reset", "ready"]);
    const ahead = await listen(owner.headers, 1e12);
    expect(ahead.frames.map(({ event }) => event)).toEqual(["reset", "ready"]);
  });

  test("drops a reader that takes nothing, and keeps the others", async () => {
    const owner = await anOwner();
    const [slow, good] = await Promise.all([listen(owner.headers), listen(owner.headers)]);
    slow.pause();
    const before = api.container.live.counts.ended.slow;
    const note = "x".repeat(7_000);
    const payloads = upTo(200).map((place) => ({ ...job(place), progressNote: note }));
    const dropped = () => api.container.live.counts.ended.slow > before;
    let sent = 0;
    while (!dropped() && sent < 40) {
      const events = payloads.map((payload) => ({
        agencyId: owner.agencyId,
        kind: "job.changed" as const,
        payload,
      }));
      await publishEvents(db.forAgency(owner.agencyId), owner.agencyId, events);
      sent++;
      await eventually(() => expect(places(good)).toHaveLength(sent * payloads.length));
    }
    expect(dropped()).toBe(true);
    expect(good.hasEnded()).toBe(false);
  });
});
