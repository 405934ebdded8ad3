import pg from "pg";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { cloneDatabase, type TestDatabase } from "./database.ts";
import { joinServer } from "./server.ts";
import { ensureTemplate } from "./template.ts";

let first: TestDatabase;
let second: TestDatabase;

beforeAll(async () => {
  [first, second] = await Promise.all([cloneDatabase(), cloneDatabase()]);
});
afterAll(() => Promise.all([first.drop(), second.drop()]));

async function ask(url: string, text: string): Promise<object[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<object>(text)).rows;
  } finally {
    await client.end();
  }
}

test("a clone holds the template's content and is nobody else's", async () => {
  await ask(first.ownerUrl, "insert into mark values (2)");
  expect(await ask(first.appUrl, "select count(*)::int as n from mark")).toEqual([{ n: 2 }]);
  expect(await ask(second.systemUrl, "select count(*)::int as n from mark")).toEqual([{ n: 1 }]);
});

test("each URL is of its role", async () => {
  const roleOf = (url: string) => ask(url, "select current_user as role");
  expect(await Promise.all([first.ownerUrl, first.appUrl, first.systemUrl].map(roleOf))).toEqual([
    [{ role: "stead_owner" }],
    [{ role: "stead_app" }],
    [{ role: "stead_system" }],
  ]);
});

test("a template is made once, and what an old run left behind goes", async () => {
  const { adminUrl, template } = inject("steadDatabase");
  const [old, recent] = [`stead_test_${Date.now() - 24 * 3_600_000}_old`, `stead_test_${Date.now()}_recent`];
  for (const name of [old, recent])
    await ask(adminUrl, `create database ${name} template ${template} strategy file_copy`);
  const never = () => Promise.reject(new Error("it exists"));
  const source = `${import.meta.dirname}/../vitest.setup.ts`;
  expect(await Promise.all([1, 2].map(() => ensureTemplate(adminUrl, never, [source])))).toEqual([
    template,
    template,
  ]);
  expect(
    await ask(adminUrl, `select datname from pg_database where datname in ('${old}', '${recent}')`),
  ).toEqual([{ datname: recent }]);
  await ask(adminUrl, `drop database ${recent}`);
});

test("leaving the server does not stop it for the others", async () => {
  const another = await joinServer();
  await another.leave();
  expect(await ask(first.appUrl, "select 1 as one")).toEqual([{ one: 1 }]);
});
