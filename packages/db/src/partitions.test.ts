import { newId } from "@stead/kernel/ids";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import type { TenantDb } from "./client.ts";
import { sqlState } from "./errors.ts";
import { makePartitions, retirePartitions } from "./partitions.ts";
import { makePortfolio, type Portfolio } from "./test-portfolio.ts";

const ours = newId();
let portfolio: Portfolio;
let mine: TenantDb;
beforeAll(async () => {
  portfolio = await makePortfolio([ours]);
  mine = portfolio.open().forAgency(ours, { deadline: Date.now() + 600_000 });
});
afterAll(() => portfolio.close());

const make = (from: string, months: number, tables = ["audit"]) =>
  makePartitions(portfolio.database.ownerUrl, { tables, from, months });
const retire = (month: string, months: number) =>
  retirePartitions(portfolio.database.ownerUrl, { keepMonths: { audit: months }, month });

const write = (at: string) =>
  mine.prisma.audit.create({
    data: {
      agencyId: ours,
      id: newId(),
      actorKind: "user",
      action: `at ${at}`,
      entityType: "test",
      entityId: newId(),
      changes: {},
      at: new Date(at),
    },
  });
const partOf = async (at: string) => {
  const text = "select tableoid::regclass::text as part from audit where at = $1";
  return (await mine.sql<{ part: string }>({ name: "", text }, at)).map(({ part }) => part);
};
const countAll = async () =>
  (await mine.sql<{ count: number }>({ name: "", text: "select count(*)::int as count from audit" }))[0]
    ?.count;

async function asAdmin(): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: portfolio.database.adminUrl });
  await client.connect();
  onTestFinished(() => client.end());
  return client;
}

test("makes the months that are missing, once, also when two processes do so together", async () => {
  const names = ["audit_2031_11", "audit_2031_12", "audit_2032_01"];
  const both = (await Promise.all([make("2031-11", 3), make("2031-11", 3)])).flat();
  // Between what was there and these lies one part, so that nothing has no place.
  const [gap, ...made] = both.toSorted((a, b) => Number(names.includes(a)) - Number(names.includes(b)));
  expect(gap).toMatch(/^audit_\d{4}_\d{2}_to_2031_11$/);
  expect(new Set(made)).toEqual(new Set(names));
  expect(await make("2031-11", 3)).toEqual([]);
});

test("rows of a month go there, up to its last moment, and are seen through the parent only", async () => {
  await make("2033-05", 2);
  const [last, first] = ["2033-05-31T23:59:59.999Z", "2033-06-01T00:00:00.000Z"];
  await write(last);
  await write(first);
  expect([await partOf(last), await partOf(first)]).toEqual([["audit_2033_05"], ["audit_2033_06"]]);
  const around = await mine
    .sql({ name: "", text: "select * from audit_2033_05" })
    .catch((error: unknown) => error);
  expect(sqlState(around)).toBe("42501");
  const owner = new pg.Client({ connectionString: portfolio.database.ownerUrl });
  await owner.connect();
  expect((await owner.query("select from audit_2033_05")).rowCount).toBe(0);
  await owner.end();
});

describe("a month that nobody made", () => {
  test("loses no write: its rows are kept beyond, and become its partition where they lie", async () => {
    const at = ["2034-02-10T00:00:00.000Z", "2034-03-01T00:00:00.000Z", "2034-04-30T23:59:59.999Z"];
    await make("2034-01", 1);
    for (const each of at) await write(each);
    expect((await Promise.all(at.map(partOf))).flat()).toEqual(at.map(() => "audit_later"));
    const before = await countAll();
    // Somebody writes all the while.
    const writing = Promise.all(Array.from({ length: 20 }, () => write("2034-04-15T12:00:00.000Z")));
    expect(await make("2034-04", 3)).toEqual(["audit_2034_05", "audit_2034_06"]);
    await writing;
    expect((await Promise.all(at.map(partOf))).flat()).toEqual(at.map(() => "audit_2034_02_to_2034_05"));
    expect(await countAll()).toBe((before ?? 0) + 20);
    await write("2034-05-01T00:00:00.000Z");
    await write("2034-07-01T00:00:00.000Z");
    expect(await partOf("2034-05-01T00:00:00.000Z")).toEqual(["audit_2034_05"]);
    expect(await partOf("2034-07-01T00:00:00.000Z")).toEqual(["audit_later"]);
    const around = await mine
      .sql({ name: "", text: "select * from audit_later" })
      .catch((error: unknown) => error);
    expect(sqlState(around)).toBe("42501");
  });

  test("of the tables of deliveries and of what providers send is kept as well", async () => {
    const admin = await asAdmin();
    const { rows } = await admin.query<{ name: string }>(
      "select inhparent::regclass::text as name from pg_inherits where inhrelid::regclass::text like '%\\_later' order by 1",
    );
    expect(rows.map(({ name }) => name)).toEqual(["audit", "deliveries", "inbound_events"]);
    const far = await make("2040-01", 1, ["deliveries", "inbound_events"]);
    expect(far).toEqual(expect.arrayContaining(["deliveries_2040_01", "inbound_events_2040_01"]));
  });
});

describe("months that are kept no longer", () => {
  test("go while somebody still reads them, and nobody who writes waits", async () => {
    await make("2020-01", 3);
    for (const month of ["01", "02", "03"]) await write(`2020-${month}-15T00:00:00.000Z`);
    const reader = await asAdmin();
    await reader.query("begin isolation level repeatable read");
    expect((await reader.query("select from audit where at < '2020-04-01'")).rowCount).toBe(3);
    const retiring = retire("2021-02", 12);
    const admin = await asAdmin();
    await vi.waitFor(
      async () => {
        const waiting =
          "select from pg_stat_activity where query like '%detach partition%concurrently' and wait_event_type = 'Lock'";
        expect((await admin.query(waiting)).rowCount).toBe(1);
      },
      { timeout: 50_000, interval: 20 },
    );
    // It waits for the reader; nobody waits for it.
    await write("2020-03-20T00:00:00.000Z");
    expect((await reader.query("select from audit where at < '2020-03-01'")).rowCount).toBe(2);
    await reader.query("commit");
    expect(await retiring).toEqual(["audit_2020_01"]);
    expect(await partOf("2020-02-15T00:00:00.000Z")).toEqual(["audit_2020_02"]);
    expect(await partOf("2020-01-15T00:00:00.000Z")).toEqual([]);
  });

  test("are dropped also when an earlier turn died after letting go", async () => {
    await make("2019-01", 2);
    const admin = await asAdmin();
    await admin.query("alter table audit detach partition audit_2019_01");
    expect(await retire("2020-02", 12)).toEqual(["audit_2019_01"]);
    expect((await admin.query("select from pg_class where relname = 'audit_2019_01'")).rowCount).toBe(0);
    expect(await retire("2020-02", 12)).toEqual([]);
  });

  test("are none where they are kept for ever", async () => {
    expect(await retire("2099-01", 0)).toEqual([]);
    expect(await partOf("2033-05-31T23:59:59.999Z")).toEqual(["audit_2033_05"]);
  });
});

test("refuses what is no month", async () => {
  await expect(make("2031-13", 1)).rejects.toThrow("2026-11");
});
