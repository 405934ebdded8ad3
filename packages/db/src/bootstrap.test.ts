import { randomBytes } from "node:crypto";
import { cloneDatabase, type TestDatabase } from "@stead/testing/database";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { bootstrapRoles } from "./bootstrap.ts";

// The passwords of the whole test server: every bootstrap in a test sets the same.
const passwords = { owner: "owner-of-tests", app: "app-of-tests", system: "system-of-tests" };
const name = `stead_test_${Date.now()}_${randomBytes(4).toString("hex")}`;
let database: TestDatabase;

beforeAll(async () => {
  database = await cloneDatabase();
});
afterAll(async () => {
  await as(database.adminUrl, `drop database if exists ${name} with (force)`);
  await database.drop();
});

async function as(url: string, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<object>(text)).rows;
  } finally {
    await client.end();
  }
}

test("makes roles and database once, also when several processes start together", async () => {
  const urls = await Promise.all(
    [1, 2, 3].map(() => bootstrapRoles(database.adminUrl, { database: name, passwords })),
  );
  for (const { ownerUrl, appUrl, systemUrl } of urls) {
    expect(await as(ownerUrl, "select current_user as role")).toEqual([{ role: "stead_owner" }]);
    expect(await as(appUrl, "select current_user as role")).toEqual([{ role: "stead_app" }]);
    expect(await as(systemUrl, "select current_user as role")).toEqual([{ role: "stead_system" }]);
  }
});

test("no role may bypass row-level security, make roles or databases, and only the owner makes tables", async () => {
  const mighty = `select rolname from pg_roles where rolname like 'stead%'
                  and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication)`;
  expect(await as(database.adminUrl, mighty)).toEqual([]);
  for (const url of [database.appUrl, database.systemUrl])
    await expect(as(url, "create table t (a int)")).rejects.toThrow("permission denied");
  await as(database.ownerUrl, "create table t (a int)");
});

test("the password goes to the server as a verifier only", async () => {
  const leaked = await as(
    database.adminUrl,
    "select usename from pg_shadow where usename = 'stead_app' and passwd not like 'SCRAM-SHA-256$4096:%'",
  );
  expect(leaked).toEqual([]);
});

test("refuses a weak password", async () => {
  await expect(
    bootstrapRoles(database.adminUrl, { database: name, passwords: { ...passwords, app: "short" } }),
  ).rejects.toThrow("12 printable");
});
