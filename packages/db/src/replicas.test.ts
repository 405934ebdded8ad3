import { newId } from "@stead/kernel/ids";
import { silentLogger } from "@stead/kernel/logger";
import { openFaultProxy } from "@stead/testing/fault-proxy";
import { startReplicated, type ReplicatedServer, type ServerOfTests } from "@stead/testing/replicated";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { prepareDatabase } from "./bootstrap.ts";
import { openDb, type Db, type ReadingScope } from "./client.ts";
import type { ReplicaOptions } from "./replicas.ts";
import { aProperty, propertiesOf } from "./test-portfolio.ts";

const [ours, theirs] = [newId(), newId()];
let servers: ReplicatedServer;
let quick: ServerOfTests;
let late: ServerOfTests;

/** Longer than any test: what is committed is not there until it is let in. */
const applyDelayMs = 3_600_000;

beforeAll(async () => {
  servers = await startReplicated(prepareDatabase);
  await asAdmin(servers.primary, (client) =>
    client.query(
      "insert into agencies (id, name, slug) select id, 'A', id::text from unnest($1::uuid[]) id",
      [[ours, theirs]],
    ),
  );
  quick = await servers.addStandby();
  late = await servers.addStandby({ applyDelayMs });
});
afterAll(() => servers.close());

async function asAdmin<T>(server: ServerOfTests, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: server.adminUrl });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

type Opened = { urls?: readonly string[]; primaryUrl?: string } & Partial<ReplicaOptions>;

async function open({
  urls = [quick.appUrl],
  primaryUrl = servers.primary.appUrl,
  ...options
}: Opened = {}): Promise<Db> {
  const replicas = { urls, lookMs: 25, log: silentLogger, ...options };
  const db = openDb({ connectionString: primaryUrl, max: 4, min: 0, replicas });
  onTestFinished(() => db.close());
  return db;
}

const where = { name: "", text: 'select pg_is_in_recovery() as "isReplica"' };
const isReplica = async (db: Db, scope: ReadingScope = {}) => {
  const [row] = await db
    .forReading(ours, { deadline: Date.now() + 60_000, ...scope })
    .sql<{ isReplica: boolean }>(where);
  return row?.isReplica;
};
const states = (db: Db) => db.replicas().map(({ state }) => state);
const until = (isSo: () => Promise<void> | void) => vi.waitFor(isSo, { timeout: 50_000, interval: 20 });
const write = (db: Db, agencyId = ours) =>
  db
    .forAgency(agencyId, { deadline: Date.now() + 60_000 })
    .prisma.property.create({ data: aProperty(agencyId, newId()) });

describe("a read that may be behind", () => {
  test("is a replica's, in both lanes and in a transaction; one that may not is the primary's", async () => {
    const db = await open();
    await until(async () => expect(await isReplica(db)).toBe(true));
    const reading = db.forReading(ours);
    expect(await reading.prisma.property.count()).toBe(0);
    expect(await reading.transaction(({ sql }) => sql(where))).toEqual([{ isReplica: true }]);
    expect(await db.forAgency(ours).sql(where)).toEqual([{ isReplica: false }]);
    expect(db.replicas()[0]?.reads).toBeGreaterThanOrEqual(3);
  });

  test("sees what this process wrote, however late the replica is; others meanwhile read the replica", async () => {
    const db = await open({ urls: [late.appUrl], maxLagMs: Number.MAX_SAFE_INTEGER });
    await until(() => expect(states(db)).toEqual(["used"]));
    await write(db);
    db.noteChange(ours);
    const mine = db.forReading(ours, { deadline: Date.now() + 60_000 });
    for (let look = 0; look < 20; look++) expect(await mine.prisma.property.count()).toBeGreaterThan(0);
    expect(await isReplica(db)).toBe(false);
    await until(async () => {
      const others = await db.forReading(theirs).sql<{ isReplica: boolean }>(where);
      expect(others).toEqual([{ isReplica: true }]);
    });
    expect(db.replicas()[0]?.lagBytes).toBeGreaterThan(0);
  });

  test("goes to the replica again as soon as that has played the change back", async () => {
    const db = await open();
    await until(async () => expect(await isReplica(db)).toBe(true));
    await asAdmin(quick, (client) => client.query("select pg_wal_replay_pause()"));
    await write(db);
    db.noteChange(ours);
    const position = await db.position();
    expect(await isReplica(db)).toBe(false);
    await asAdmin(quick, (client) => client.query("select pg_wal_replay_resume()"));
    await until(async () => expect(await isReplica(db)).toBe(true));
    expect(await db.forReading(ours, { after: position }).prisma.property.count()).toBe(
      await db.forAgency(ours).prisma.property.count(),
    );
  });

  test("of somebody who wrote through another process is past the position that came along", async () => {
    const [one, other] = [
      await open({ urls: [late.appUrl] }),
      await open({ urls: [late.appUrl], maxLagMs: 1e12 }),
    ];
    await until(() => expect(states(other)).toEqual(["used"]));
    expect(await isReplica(other)).toBe(true);
    await write(one);
    const after = await one.position();
    expect(after).toMatch(/^[0-9A-F]+\/[0-9A-F]+$/);
    expect(await isReplica(other, { after })).toBe(false);
    expect(await isReplica(other, { after: "what is no position" })).toBe(true);
    // Told over the bus: nobody of the agency reads what is older, here either.
    other.noteChange(ours, after);
    expect(await isReplica(other)).toBe(false);
  });

  test("is never answered by one that is too far behind", async () => {
    const db = await open({ urls: [late.appUrl], maxLagMs: 0 });
    await write(db, theirs);
    await until(() => expect(states(db)).toEqual(["behind"]));
    expect(await isReplica(db)).toBe(false);
  });

  test("takes turns between those that may answer", async () => {
    const db = await open({ urls: [quick.appUrl, late.appUrl], maxLagMs: 1e12 });
    await until(() => expect(states(db)).toEqual(["used", "used"]));
    for (let read = 0; read < 6; read++) await db.forReading(newId()).sql(where);
    expect(db.replicas().map(({ reads }) => reads)).toEqual([3, 3]);
  });
});

describe("row-level security on a replica", () => {
  test("shows the agency's own rows, through the application's role", async () => {
    const db = await open();
    await Promise.all([write(db), write(db, theirs)]);
    await servers.caughtUp(quick);
    await until(async () => expect(await isReplica(db)).toBe(true));
    const rows = await db.forReading(ours).sql<{ agency_id: string }>({
      name: "",
      text: "select distinct agency_id from properties",
    });
    expect(rows).toEqual([{ agency_id: ours }]);
    expect(await db.forReading(ours).prisma.property.count({ where: { agencyId: theirs } })).toBe(0);
    expect(await db.forReading(ours).sql({ name: "", text: "select current_user as role" })).toEqual([
      { role: "stead_app" },
    ]);
    const bare = new pg.Client({ connectionString: quick.appUrl });
    await bare.connect();
    await expect(bare.query(propertiesOf.text)).rejects.toThrow("stead.agency_id");
    await bare.end();
  });

  test("a change that was sent there is the primary's after all", async () => {
    const db = await open();
    await until(async () => expect(await isReplica(db)).toBe(true));
    const made = await db.forReading(ours).prisma.property.create({ data: aProperty(ours, "STRAY") });
    expect(made.code).toBe("STRAY");
    expect(db.replicas()[0]).toMatchObject({ failures: 1 });
  });
});

describe("a replica that fails", () => {
  test("by going away is done without, and used again when it is back", async () => {
    const proxy = await openFaultProxy(quick.appUrl);
    onTestFinished(() => proxy.close());
    const db = await open({ urls: [proxy.through(quick.appUrl)] });
    await until(async () => expect(await isReplica(db)).toBe(true));
    const running = db.forReading(ours).sql({ name: "", text: "select pg_sleep(1)" });
    await until(() => expect(db.replicas()[0]?.pool).toMatchObject({ size: 1, idle: 0 }));
    proxy.refuse(true);
    proxy.cut();
    expect(await running).toHaveLength(1);
    expect(await isReplica(db)).toBe(false);
    expect(states(db)).toEqual(["down"]);
    proxy.refuse(false);
    await until(async () => expect(await isReplica(db)).toBe(true));
  });

  test("by falling silent holds nobody up: what it was asked is the primary's answer", async () => {
    const db = await open();
    await until(async () => expect(await isReplica(db)).toBe(true));
    quick.freeze(true);
    try {
      const reads = await Promise.all(Array.from({ length: 8 }, () => isReplica(db)));
      expect(new Set(reads)).toEqual(new Set([false]));
    } finally {
      quick.freeze(false);
    }
    await until(async () => expect(await isReplica(db)).toBe(true));
  });
});

test("a primary that falls silent ends what waits for it, and is used again when it is back", async () => {
  const db = openDb({ connectionString: servers.primary.appUrl, max: 2, min: 0 });
  onTestFinished(() => db.close());
  await db.forAgency(ours).sql(where);
  servers.primary.freeze(true);
  try {
    const scope = { deadline: Date.now() + 500 };
    const waiting = [
      db.forAgency(ours, scope).sql(where),
      db.forAgency(ours, scope).transaction(({ sql }) => sql(where)),
    ];
    const ends = await Promise.allSettled(waiting);
    expect(ends.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  } finally {
    servers.primary.freeze(false);
  }
  expect(await db.forAgency(ours, { deadline: Date.now() + 60_000 }).sql(where)).toHaveLength(1);
});

test("a promoted replica takes the writes as soon as the address leads to it", async () => {
  const proxy = await openFaultProxy(servers.primary.appUrl);
  onTestFinished(() => proxy.close());
  const db = await open({ primaryUrl: proxy.through(servers.primary.appUrl) });
  await until(async () => expect(await isReplica(db)).toBe(true));
  await write(db);
  await servers.caughtUp(quick);
  const before = await db.forAgency(ours).prisma.property.count();
  // The address leads there before it takes writes, as it does in a switch that is badly timed.
  proxy.lead(quick.appUrl);
  proxy.cut();
  await until(() => expect(write(db)).rejects.toThrow("the database takes no writes"));
  await quick.promote();
  await until(async () => void (await write(db)));
  expect(await db.forAgency(ours).prisma.property.count()).toBe(before + 1);
  // It is no copy any more.
  await until(() => expect(states(db)).toEqual(["promoted"]));
  expect(await isReplica(db)).toBe(false);
});
