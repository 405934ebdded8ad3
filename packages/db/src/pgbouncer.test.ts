import { newId } from "@stead/kernel/ids";
import { findPgBouncer, startPgBouncer, type TestPgBouncer } from "@stead/testing/pgbouncer";
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import type { Db } from "./client.ts";
import { sqlState } from "./errors.ts";
import { openSystemDb } from "./system.ts";
import {
  aProperty,
  makePortfolio,
  propertiesPerAgency,
  propertyById,
  type Portfolio,
} from "./test-portfolio.ts";

const command = findPgBouncer();
const agencies = Array.from({ length: 12 }, () => newId());
const [ours = ""] = agencies;

describe.runIf(command !== undefined)("behind PgBouncer in transaction mode", () => {
  let portfolio: Portfolio;
  let pooler: TestPgBouncer;
  let url: string;
  beforeAll(async () => {
    portfolio = await makePortfolio(agencies);
    const { appUrl, systemUrl } = portfolio.database;
    pooler = await startPgBouncer(command ?? "", [appUrl, systemUrl]);
    url = pooler.through(appUrl);
  });
  afterAll(async () => {
    await portfolio.close();
    await pooler.stop();
  });

  const open = () => portfolio.open({ connectionString: url, pooler: "transaction", max: 12 });
  const later = { deadline: Date.now() + 600_000 };

  test("without the setting the second connection's names are the first one's: it fails at once, and says so", async () => {
    const db = portfolio.open({ connectionString: url, max: 8 });
    const work = Promise.allSettled(
      Array.from({ length: 8 }, () => db.forAgency(ours, later).sql(propertyById, ours, newId())),
    );
    const states = (await work).map((end) => (end.status === "rejected" ? sqlState(end.reason) : "fine"));
    // There is one of that name already, or there is none on this connection.
    expect(states.some((state) => state === "42P05" || state === "26000")).toBe(true);
  });

  test("both lanes read, write, roll back and run side by side; nobody sees another's rows", async () => {
    const db = open();
    const seen = { foreign: 0, own: 0 };
    const look = (agencyId: string, rows: readonly { agencyId?: string; agency_id?: string }[]) => {
      for (const row of rows)
        if ((row.agencyId ?? row.agency_id) === agencyId) seen.own++;
        else seen.foreign++;
    };
    const all = { name: "pooled_all", text: "select agency_id from properties" };
    const jobs = Array.from({ length: 360 }, async (_, index) => {
      const agencyId = agencies[index % agencies.length] ?? ours;
      const mine = db.forAgency(agencyId, later);
      if (index % 4 === 0) return look(agencyId, await mine.prisma.property.findMany());
      if (index % 4 === 1) return look(agencyId, await mine.sql(all));
      if (index % 4 === 2) {
        return mine.transaction(async ({ prisma, sql }) => {
          const [one, two] = await Promise.all([
            sql<{ agency_id: string }>(all),
            sql<{ agency_id: string }>(all),
          ]);
          look(agencyId, [...one, ...two, ...(await prisma.property.findMany())]);
        });
      }
      await expect(
        mine.transaction(async ({ prisma }) => {
          await prisma.property.create({ data: aProperty(agencyId, `X${index}`) });
          throw new Error("undone");
        }),
      ).rejects.toThrow("undone");
    });
    await Promise.all(jobs);
    expect(seen.foreign).toBe(0);
    // A read gives each of an agency's rows once, a transaction three times.
    expect(seen.own).toBe((90 + 90 + 90 * 3) * propertiesPerAgency);
  });

  test("agency and time limit end with their statement, whoever has the connection next", async () => {
    const db = open();
    const none = portfolio.open({ connectionString: url, pooler: "transaction", max: 1 });
    await Promise.all(
      Array.from({ length: 12 }, () => db.forAgency(ours, later).sql({ name: "", text: "select 1 as one" })),
    );
    const settings = {
      name: "",
      text: "select current_setting('stead.agency_id') as agency, current_setting('statement_timeout')::text as limit",
    };
    const other = agencies[1] ?? "";
    for (let turn = 0; turn < 6; turn++)
      expect(await none.forAgency(other, later).sql(settings)).toMatchObject([{ agency: other }]);
    const failed = await db
      .forAgency(ours, { deadline: Date.now() + 300 })
      .sql({ name: "", text: "select pg_sleep(30)" })
      .catch((error: unknown) => error);
    expect(failed).toMatchObject({ code: "TIMEOUT" });
  });

  test("a caller who leaves ends the statement, and rows stream and are copied", async () => {
    const db = open();
    const leaving = AbortSignal.timeout(200);
    const left = db
      .forAgency(ours, { ...later, signal: leaving })
      .sql({ name: "", text: "select pg_sleep(30)" });
    await expect(left).rejects.toMatchObject({ code: "CANCELLED" });
    const sleeping =
      "select from pg_stat_activity where datname = current_database() and query like '%pg_sleep(30)%' and state = 'active' and pid <> pg_backend_pid()";
    await vi.waitFor(
      async () => expect(await db.forAgency(ours, later).sql({ name: "", text: sleeping })).toEqual([]),
      { timeout: 20_000 },
    );
    const rows = await db.forAgency(ours, later).transaction(async ({ copy, stream }) => {
      const ids = Array.from({ length: 500 }, () => newId());
      await copy({
        table: "number_counters",
        columns: ["agency_id", "kind"],
        rows: ids.map((id) => [ours, id]),
      });
      const found: { kind: string }[] = [];
      for await (const batch of stream<{ kind: string }>(
        { name: "pooled_stream", text: "select kind from number_counters where agency_id = $1" },
        [ours],
      ))
        found.push(...batch);
      return found;
    });
    expect(rows).toHaveLength(500);
  });

  test("the machinery's role works through it as well", async () => {
    const system = openSystemDb({
      connectionString: pooler.through(portfolio.database.systemUrl),
      pooler: "transaction",
      max: 6,
    });
    onTestFinished(() => system.close());
    const counts = await Promise.all(
      Array.from({ length: 24 }, () =>
        system.sql<{ count: number }>({
          name: "pooled_agencies",
          text: "select count(*)::int as count from agencies",
        }),
      ),
    );
    expect(new Set(counts.map(([row]) => row?.count))).toEqual(new Set([agencies.length]));
    expect(await system.stock.agency.count()).toBe(agencies.length);
  });
});

describe("a direct connection", () => {
  test("keeps statements prepared by their names", async () => {
    const portfolio = await makePortfolio([ours]);
    onTestFinished(() => portfolio.close());
    const prepared = async (db: Db) => {
      const mine = db.forAgency(ours);
      await mine.sql(propertyById, ours, newId());
      const text = "select name from pg_prepared_statements order by name";
      return (await mine.sql<{ name: string }>({ name: "", text })).map(({ name }) => name);
    };
    expect(await prepared(portfolio.open({ max: 1 }))).toEqual(["property_by_id", "scope"]);
    expect(await prepared(portfolio.open({ max: 1, pooler: "transaction" }))).toEqual([]);
  });
});
