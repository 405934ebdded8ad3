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

test("needs no superuser: whoever may create roles and databases will do", async () => {
  const landlord = `landlord_${randomBytes(4).toString("hex")}`;
  const own = `${name}_own`;
  await as(
    database.adminUrl,
    `create role ${landlord} login createrole createdb password 'landlord-of-tests'`,
  );
  // What PostgreSQL gives to the role that made them; here the test server made them before.
  await as(
    database.adminUrl,
    `grant stead_owner, stead_app, stead_system, stead_search to ${landlord} with admin true, inherit false, set false`,
  );
  const adminUrl = Object.assign(new URL(database.adminUrl), {
    username: landlord,
    password: "landlord-of-tests",
  }).href;
  try {
    const urls = await bootstrapRoles(adminUrl, { database: own, passwords });
    expect(await as(urls.ownerUrl, "select current_user as role")).toEqual([{ role: "stead_owner" }]);
    await as(urls.ownerUrl, "create table t (a int)");
  } finally {
    await as(database.adminUrl, `drop database if exists ${own} with (force)`);
    await as(database.adminUrl, `drop owned by ${landlord}; drop role ${landlord}`);
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
