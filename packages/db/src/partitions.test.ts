import { newId } from "@stead/kernel/ids";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { sqlState } from "./errors.ts";
import { makePartitions } from "./partitions.ts";
import { makePortfolio, type Portfolio } from "./test-portfolio.ts";

const ours = newId();
let portfolio: Portfolio;
beforeAll(async () => {
  portfolio = await makePortfolio([ours]);
});
afterAll(() => portfolio.close());

test("makes the months that are missing, once, also when two processes do so together", async () => {
  const request = { tables: ["audit"], from: "2031-11", months: 3 };
  const names = ["audit_2031_11", "audit_2031_12", "audit_2032_01"];
  const both = await Promise.all([
    makePartitions(portfolio.database.ownerUrl, request),
    makePartitions(portfolio.database.ownerUrl, request),
  ]);
  expect(new Set(both.flat())).toEqual(new Set(names));
  expect(await makePartitions(portfolio.database.ownerUrl, request)).toEqual([]);
});

test("rows of a month go there, and are seen through the parent only", async () => {
  await makePartitions(portfolio.database.ownerUrl, { tables: ["audit"], from: "2033-05", months: 1 });
  const mine = portfolio.open().forAgency(ours);
  const data = {
    agencyId: ours,
    id: newId(),
    actorKind: "user",
    action: "tested",
    entityType: "test",
    entityId: newId(),
    changes: {},
  };
  await mine.prisma.audit.create({ data: { ...data, at: new Date("2033-05-31T23:59:59.999Z") } });
  expect(await mine.sql({ name: "", text: "select tableoid::regclass::text as part from audit" })).toEqual([
    { part: "audit_2033_05" },
  ]);
  const around = await mine
    .sql({ name: "", text: "select * from audit_2033_05" })
    .catch((error: unknown) => error);
  expect(sqlState(around)).toBe("42501");
  const owner = new pg.Client({ connectionString: portfolio.database.ownerUrl });
  await owner.connect();
  expect((await owner.query("select from audit_2033_05")).rowCount).toBe(0);
  await owner.end();
});

test("refuses what is no month", async () => {
  await expect(
    makePartitions(portfolio.database.ownerUrl, { tables: ["audit"], from: "2031-13", months: 1 }),
  ).rejects.toThrow("2026-11");
});
