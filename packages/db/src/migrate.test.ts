import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { cloneDatabase, type TestDatabase } from "@stead/testing/database";
import pg from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { migrate } from "./migrate.ts";

let database: TestDatabase;
let directory: string;

beforeAll(async () => {
  database = await cloneDatabase();
});
afterAll(() => database.drop());
afterEach(() => fs.rmSync(directory, { recursive: true, force: true }));
beforeEach(async () => {
  directory = fs.mkdtempSync(path.join(os.tmpdir(), "stead-migrations-"));
  await query("delete from _prisma_migrations; drop table if exists one, two, half");
});

async function query(text: string): Promise<object[]> {
  const client = new pg.Client({ connectionString: database.ownerUrl });
  await client.connect();
  try {
    const { rows } = await client.query<object>(text);
    return rows;
  } finally {
    await client.end();
  }
}

function write(name: string, sql: string): void {
  fs.mkdirSync(path.join(directory, name), { recursive: true });
  fs.writeFileSync(path.join(directory, name, "migration.sql"), sql);
}

describe("migrate", () => {
  test("applies in order what is missing, once, also when several processes start together", async () => {
    write("2_two", "insert into one values (2)");
    write("1_one", "create table one (a int)");
    const applied = await Promise.all([1, 2, 3].map(() => migrate(database.ownerUrl, directory)));
    expect(applied.flat()).toEqual(["1_one", "2_two"]);
    expect(await query("select a from one")).toEqual([{ a: 2 }]);
  });

  test("leaves nothing of a migration that fails, and tries it again", async () => {
    write("1_half", "create table half (a int); insert into half values ('x')");
    await expect(migrate(database.ownerUrl, directory)).rejects.toThrow(
      /1_half failed: invalid input syntax.*line 1/,
    );
    expect(await query("select to_regclass('half') as half")).toEqual([{ half: null }]);
    write("1_half", "create table half (a int); insert into half values (1)");
    expect(await migrate(database.ownerUrl, directory)).toEqual(["1_half"]);
  });

  test("refuses a migration that was edited after it was applied", async () => {
    write("1_one", "create table one (a int)");
    await migrate(database.ownerUrl, directory);
    write("1_one", "create table one (a bigint)");
    await expect(migrate(database.ownerUrl, directory)).rejects.toThrow("1_one was edited");
  });

  test("runs a concurrent index outside a transaction", async () => {
    write("1_one", "create table one (a int)");
    write("2_index", "create index concurrently one_a on one (a)");
    expect(await migrate(database.ownerUrl, directory)).toEqual(["1_one", "2_index"]);
    expect(await query("select finished_at is not null as done from _prisma_migrations")).toEqual([
      { done: true },
      { done: true },
    ]);
  });
});

describe("the standard tool", () => {
  const prismaOn =
    (url: string) =>
    async (...words: string[]) => {
      const bin = path.resolve(import.meta.dirname, "../node_modules/.bin/prisma");
      const env = {
        PATH: `${path.dirname(process.execPath)}:/usr/bin:/bin`,
        DATABASE_URL: url,
        NO_COLOR: "1",
        CHECKPOINT_DISABLE: "1",
      };
      const { stdout } = await promisify(execFile)(bin, words, {
        cwd: path.resolve(import.meta.dirname, ".."),
        env,
      });
      return stdout;
    };

  test("takes the applied migrations for its own, and finds the models in step with them", async () => {
    const fresh = await cloneDatabase();
    const run = prismaOn(fresh.ownerUrl);
    expect(await run("migrate", "status")).toContain("Database schema is up to date!");
    const drift = await run(
      "migrate",
      "diff",
      "--from-config-datasource",
      "--to-schema",
      "prisma",
      "--script",
    );
    expect(drift.trim()).toMatch(/^(-- This is an empty migration\.)?$/);
    await fresh.drop();
  });
});
