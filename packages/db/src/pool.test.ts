import { setTimeout as sleep } from "node:timers/promises";
import { newId } from "@stead/kernel/ids";
import { openCountingProxy, type CountingProxy } from "@stead/testing/counting-proxy";
import { openFaultProxy } from "@stead/testing/fault-proxy";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { countStatements } from "./observe.ts";
import { Connections } from "./pool.ts";
import { runScoped } from "./scoped-query.ts";
import { makePortfolio, propertiesOf, propertyById, type Portfolio } from "./test-portfolio.ts";
import { TransactionSlot } from "./transaction.ts";

const agencies = Array.from({ length: 20 }, newId);
const [ours = ""] = agencies;
let portfolio: Portfolio;

beforeAll(async () => {
  portfolio = await makePortfolio(agencies);
});
afterAll(() => portfolio.close());

const pause = (seconds: number) => ({ name: "pause", text: `select pg_sleep(${seconds})` });
const codeOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => "it succeeded",
    (error: unknown) => (error instanceof Error && "code" in error ? error.code : error),
  );

/** The application's connections that somebody forgot inside a transaction. */
async function idleInTransaction() {
  const client = new pg.Client({ connectionString: portfolio.database.adminUrl });
  await client.connect();
  const { rows } = await client.query<{ query: string }>(
    "select query from pg_stat_activity where datname = current_database() and state like 'idle in transaction%'",
  );
  await client.end();
  return rows;
}

describe("many agencies on few connections", () => {
  test("1,200 calls with errors, time-outs, cancellations and rollbacks never see a foreign row or leave a setting", async () => {
    const db = portfolio.open({ max: 6, connectionTimeoutMs: 60_000 });
    const seen = { own: 0, foreign: 0, failed: 0 };
    const look = (agencyId: string, rows: readonly object[]) => {
      for (const row of rows) {
        const found: unknown = Reflect.get(row, "agencyId") ?? Reflect.get(row, "agency_id");
        if (found === agencyId) seen.own++;
        else seen.foreign++;
      }
    };
    const calls = Array.from({ length: 1_200 }, async (_, index) => {
      const agencyId = agencies[index % agencies.length] ?? "";
      const signal = index % 11 === 0 ? AbortSignal.timeout(40) : undefined;
      const mine = db.forAgency(agencyId, { deadline: Date.now() + (index % 7 === 0 ? 30 : 60_000), signal });
      const kinds: (() => Promise<void>)[] = [
        async () => look(agencyId, await mine.prisma.property.findMany({ take: 3 })),
        async () => look(agencyId, await mine.sql(propertiesOf)),
        () =>
          mine.transaction(async ({ prisma, sql }) => {
            look(agencyId, await prisma.property.findMany({ take: 2 }));
            look(agencyId, await sql(propertiesOf));
            throw new Error("rolled back");
          }),
        async () =>
          void (await mine.sql({
            name: "zero",
            text: "select 1 / (random() * 0)::int from properties limit 1",
          })),
        async () => {
          await mine.sql(pause(0.02));
          look(agencyId, await mine.prisma.property.findMany({ take: 1 }));
        },
        async () => {
          const [first] = await mine.prisma.property.findMany({ take: 1, include: { agency: true } });
          look(agencyId, first ? [first] : []);
          if (!first) return;
          const again = await mine.prisma.property.findUnique({
            where: { agencyId_id: { agencyId, id: first.id } },
          });
          look(agencyId, again ? [again] : []);
        },
      ];
      try {
        await kinds[index % kinds.length]?.();
      } catch {
        seen.failed++;
      }
    });
    await Promise.all(calls);
    expect(seen.foreign).toBe(0);
    expect(seen.own).toBeGreaterThan(500);
    expect(seen.failed).toBeGreaterThan(400);
    expect(await idleInTransaction()).toEqual([]);
    expect(db.stats()).toMatchObject({ waiting: 0, idle: db.stats().size });
  });

  test("a connection keeps neither agency nor time limit after its user", async () => {
    const connections = new Connections({ connectionString: portfolio.database.appUrl, max: 1 });
    const observed = { lane: "sql", name: "", text: "" } as const;
    const scopeFor = (ms: number) => ({ agencyId: ours, deadline: Date.now() + ms });
    const users: (() => Promise<unknown>)[] = [
      () => runScoped(connections, undefined, scopeFor(9_000), propertiesOf, observed),
      () => runScoped(connections, undefined, scopeFor(9_000), { text: "select 1 / 0" }, observed),
      () => runScoped(connections, undefined, scopeFor(50), { text: "select pg_sleep(2)" }, observed),
      async () => {
        const slot = new TransactionSlot(scopeFor(9_000), undefined);
        await slot.open(connections);
        await slot.begin();
        await slot.run(propertiesOf, observed);
        await slot.commit();
        await slot.release();
      },
    ];
    for (const use of users) {
      await use().catch(() => {});
      const bare =
        "select current_setting('stead.agency_id') as agency, current_setting('statement_timeout') as time_limit";
      expect((await connections.pool.query(bare)).rows).toEqual([{ agency: "", time_limit: "0" }]);
      await expect(connections.pool.query("select count(*) from properties")).rejects.toThrow(
        "invalid input syntax for type uuid",
      );
    }
    await connections.close();
  });
});

describe("round trips", () => {
  let proxy: CountingProxy;
  beforeAll(async () => {
    proxy = await openCountingProxy(portfolio.database.appUrl);
  });
  afterAll(() => proxy.close());

  test("one for a statement of either lane, three for a transaction of one", async () => {
    const db = portfolio.open({ connectionString: proxy.through(portfolio.database.appUrl), max: 1 });
    const mine = db.forAgency(ours, { deadline: Date.now() + 60_000 });
    const { id } = await mine.prisma.property.findFirstOrThrow();
    const turnsOf = async (work: () => Promise<unknown>) => {
      await work();
      proxy.reset();
      await work();
      return proxy.turns;
    };
    const where = { agencyId_id: { agencyId: ours, id } };
    expect({
      findUnique: await turnsOf(() => mine.prisma.property.findUnique({ where })),
      join: await turnsOf(() =>
        mine.prisma.property.findMany({ include: { units: true }, relationLoadStrategy: "join" }),
      ),
      update: await turnsOf(() => mine.prisma.property.update({ where, data: { notes: "n" } })),
      sql: await turnsOf(() => mine.sql(propertyById, ours, id)),
      transactionOfOne: await turnsOf(() => mine.transaction(async ({ sql }) => sql(propertyById, ours, id))),
      isolated: await turnsOf(() =>
        mine.transaction(async ({ sql }) => sql(propertyById, ours, id), { isolationLevel: "Serializable" }),
      ),
      threeTogether: await turnsOf(() =>
        mine.transaction(async ({ sql }) => Promise.all([1, 2, 3].map(() => sql(propertyById, ours, id)))),
      ),
    }).toEqual({
      findUnique: 1,
      join: 1,
      update: 1,
      sql: 1,
      transactionOfOne: 3,
      isolated: 3,
      threeTogether: 3,
    });
  });
});

describe("time", () => {
  test("the server ends a statement at the deadline, in and out of transactions", async () => {
    const db = portfolio.open();
    const soon = () => db.forAgency(ours, { deadline: Date.now() + 150 });
    const startedMs = Date.now();
    expect(await codeOf(soon().sql(pause(5)))).toBe("TIMEOUT");
    expect(await codeOf(soon().transaction(async ({ sql }) => sql(pause(5))))).toBe("TIMEOUT");
    expect(
      await codeOf(db.forAgency(ours).transaction(async ({ sql }) => sql(pause(5)), { timeoutMs: 150 })),
    ).toBe("TIMEOUT");
    expect(Date.now() - startedMs).toBeLessThan(4_000);
  });

  test("a transaction whose own code sleeps is ended too", async () => {
    const db = portfolio.open({ max: 1 });
    const work = db.forAgency(ours, { deadline: Date.now() + 150 }).transaction(async ({ sql }) => {
      await sleep(400);
      await sql(propertiesOf);
    });
    expect(await codeOf(work)).toBe("TIMEOUT");
    expect(await db.forAgency(ours).sql(propertiesOf)).toHaveLength(3);
  });

  test("leaving ends the statement on the server", async () => {
    const db = portfolio.open();
    for (const inTransaction of [false, true]) {
      const mine = db.forAgency(ours, { signal: AbortSignal.timeout(100) });
      const startedMs = Date.now();
      const work = inTransaction ? mine.transaction(async ({ sql }) => sql(pause(8))) : mine.sql(pause(8));
      expect(await codeOf(work)).toBe("CANCELLED");
      expect(await codeOf(mine.prisma.property.count())).toBe("CANCELLED");
      expect(Date.now() - startedMs).toBeLessThan(4_000);
    }
    const running =
      "select from pg_stat_activity where usename = 'stead_app' and state = 'active' and query like '%pg_sleep%' and pid <> pg_backend_pid()";
    expect(await db.forAgency(ours).sql({ name: "", text: running })).toEqual([]);
  });

  test("waiting for a connection ends at the deadline, when the caller leaves, or at the pool's limit", async () => {
    const db = portfolio.open({ max: 1, connectionTimeoutMs: 2_000 });
    await db.forAgency(ours).sql(propertiesOf);
    const busy = db.forAgency(ours).sql(pause(5));
    await sleep(50);
    expect(
      await Promise.all([
        codeOf(db.forAgency(ours, { deadline: Date.now() + 100 }).sql(propertiesOf)),
        codeOf(db.forAgency(ours, { signal: AbortSignal.timeout(100) }).prisma.property.count()),
        codeOf(db.forAgency(ours).sql(propertiesOf)),
      ]),
    ).toEqual(["TIMEOUT", "CANCELLED", "UNAVAILABLE"]);
    await busy;
    expect(await db.forAgency(ours).sql(propertiesOf)).toHaveLength(3);
    expect(db.stats()).toMatchObject({ size: 1, idle: 1, waiting: 0, refused: 3 });
  });
});

describe("a failing network", () => {
  test("is UNAVAILABLE, and over when the network is back", async () => {
    const proxy = await openFaultProxy(portfolio.database.appUrl);
    const db = portfolio.open({ connectionString: proxy.through(portfolio.database.appUrl), max: 2 });
    const mine = db.forAgency(ours);
    await mine.sql(propertiesOf);
    const broken = [codeOf(mine.sql(pause(30))), codeOf(mine.transaction(async ({ sql }) => sql(pause(30))))];
    while (db.stats().size < 2 || db.stats().idle > 0) await sleep(20);
    await sleep(1_500);
    proxy.cut();
    expect(await Promise.all(broken)).toEqual(["UNAVAILABLE", "UNAVAILABLE"]);
    proxy.refuse(true);
    expect(await codeOf(mine.prisma.property.count())).toBe("UNAVAILABLE");
    await expect(mine.sql(propertiesOf)).rejects.toMatchObject({
      code: "UNAVAILABLE",
      message: "the database cannot be reached",
    });
    proxy.refuse(false);
    expect(await mine.sql(propertiesOf)).toHaveLength(3);
    const lost = mine.transaction(async ({ sql }) => {
      await sql(propertiesOf);
      proxy.loseNextAnswer();
    });
    expect(await codeOf(lost)).toBe("UNAVAILABLE");
    expect(await mine.prisma.property.count()).toBe(5);
    await proxy.close();
  });
});

test("a new connection has somebody who hears of its end, also while it is verified", async () => {
  const connections = new Connections({ connectionString: portfolio.database.appUrl, min: 0, max: 1 });
  const listeners: number[] = [];
  // The pool takes its own listener away right behind this.
  connections.pool.on("acquire", (client) =>
    queueMicrotask(() => listeners.push(client.listenerCount("error"))),
  );
  const { release } = await connections.checkout({ agencyId: ours, deadline: Date.now() + 60_000 });
  release();
  await connections.close();
  expect(listeners).toEqual([1]);
});

describe("what is told", () => {
  test("every statement of both lanes tells its name, shape, rows and times", async () => {
    const told: { name: string; lane: string; rows: number; failed: boolean; shape: string }[] = [];
    const db = portfolio.open({ events: { emit: (_, event) => void ("lane" in event && told.push(event)) } });
    const mine = db.forAgency(ours);
    await mine.sql(propertiesOf);
    await mine.prisma.property.findMany({ where: { code: { in: ["P1", "P2"] } } });
    await mine.transaction(async ({ prisma, sql }) => {
      await prisma.property.count();
      await sql(propertiesOf);
    });
    await codeOf(mine.sql({ name: "zero", text: "select 1 / (random() * 0)::int" }));
    expect(told.map(({ name, lane, rows, failed }) => [name, lane, rows, failed])).toEqual([
      ["properties_of", "sql", 3, false],
      ["property.findMany", "prisma", 2, false],
      ["begin", "sql", 0, false],
      ["property.count", "prisma", 1, false],
      ["properties_of", "sql", 3, false],
      ["commit", "sql", 0, false],
      ["zero", "sql", 0, true],
    ]);
    expect(told[1]?.shape).not.toMatch(/P1/);
  });

  test("a budget counts the statements of its work and of no other", async () => {
    const mine = portfolio.open().forAgency(ours);
    const other = countStatements(() => mine.sql(propertiesOf));
    const { statements, transactions, result } = await countStatements(async () => {
      await mine.prisma.property.findMany({ include: { units: true }, relationLoadStrategy: "query" });
      return mine.transaction(async ({ sql }) => sql(propertiesOf));
    });
    expect(statements).toEqual(["property.findMany", "property.findMany", "properties_of"]);
    expect([transactions, result.length]).toEqual([1, 3]);
    expect((await other).statements).toEqual(["properties_of"]);
  });
});
