import { openSystemDb, type SystemDb } from "@stead/db/system";
import { cloneDatabase, type TestDatabase } from "@stead/testing/database";
import { openArranger, type Arranger } from "@stead/testing/arranger";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createAttempts, type AttemptLimit } from "./attempts.ts";

let database: TestDatabase;
let system: SystemDb;
let arrange: Arranger;
beforeAll(async () => {
  database = await cloneDatabase();
  system = openSystemDb({ connectionString: database.systemUrl, min: 0 });
  arrange = await openArranger(database);
});
afterAll(async () => {
  await system.close();
  await arrange.close();
  await database.drop();
});

const limit: AttemptLimit = { purpose: "test", most: 5, windowMs: 60_000 };

test("tries at once never pass the limit together, in two processes neither", async () => {
  const [one, other] = [createAttempts(system), createAttempts(system)];
  const claims = await Promise.all(
    Array.from({ length: 20 }, (_, index) => (index % 2 ? one : other).claim(limit, "ada@example.org")),
  );
  expect(claims.filter(Boolean).length).toBeLessThanOrEqual(5);
  expect(await one.claim(limit, "ada@example.org")).toBe(false);
  expect(await one.claim(limit, "bob@example.org")).toBe(true);
  expect(await one.claim({ ...limit, purpose: "other" }, "ada@example.org")).toBe(true);
});

test("a window ends, a success forgets, and no address is kept in the open", async () => {
  const attempts = createAttempts(system);
  for (let index = 0; index < 6; index++) await attempts.claim(limit, "eve@example.org");
  expect(await attempts.claim(limit, "eve@example.org")).toBe(false);
  await arrange.query("update verifications set expires_at = now() - interval '1 second'");
  expect(await attempts.claim(limit, "eve@example.org")).toBe(true);
  for (let index = 0; index < 6; index++) await attempts.claim(limit, "eve@example.org");
  await attempts.clear(limit, "eve@example.org");
  expect(await attempts.claim(limit, "eve@example.org")).toBe(true);
  const rows = await arrange.query<{ identifier: string }>("select identifier from verifications");
  expect(JSON.stringify(rows)).not.toContain("example");
});
