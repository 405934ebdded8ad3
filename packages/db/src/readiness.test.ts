import { openArranger } from "@stead/testing/arranger";
import { cloneDatabase } from "@stead/testing/database";
import { expect, onTestFinished, test } from "vitest";
import { missingMigrations } from "./readiness.ts";
import { openSystemDb } from "./system.ts";

test("tells which migrations a database lacks", async () => {
  const database = await cloneDatabase();
  const arrange = await openArranger(database);
  const system = openSystemDb({ connectionString: database.systemUrl, min: 0 });
  onTestFinished(async () => {
    await system.close();
    await arrange.close();
    await database.drop();
  });
  expect(await missingMigrations(system.sql)).toEqual([]);
  const [last] = await arrange.query<{ name: string }>(
    "select max(migration_name) as name from _prisma_migrations",
  );
  await arrange.query("delete from _prisma_migrations where migration_name = $1", last?.name);
  expect(await missingMigrations(system.sql)).toEqual([last?.name]);
});
