import { Cache } from "@stead/cache/cache";
import { defineFamily, platformOwner } from "@stead/cache/family";
import { openSystemDb, type SystemDb } from "@stead/db/system";
import { systemClock } from "@stead/kernel/clock";
import { newId } from "@stead/kernel/ids";
import { silentLogger } from "@stead/kernel/logger";
import { makeAgency, makeMember } from "@stead/testing/factories";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { z } from "zod";
import { openTestHouse, type TestHouse } from "../context/test-house.ts";
import { invalidateTags, listCacheActions, lookUp, readCacheFigures, startTellingFigures } from "./index.ts";

const balances = defineFamily({
  name: "test.balances",
  schema: z.object({ name: z.string() }),
  tier: "short",
  tags: (id) => [`lease:${id}`],
});
const offer = defineFamily({
  name: "test.offer",
  schema: z.string(),
  tier: "long",
  isOfPlatform: true,
  tags: () => ["offer"],
});

let house: TestHouse;
let system: SystemDb;
const openOne = () => new Cache({ clock: systemClock, log: silentLogger });
const [api, worker] = [openOne(), openOne()];
beforeAll(async () => {
  house = await openTestHouse();
  system = openSystemDb({ connectionString: house.database.systemUrl, min: 0, max: 2 });
});
afterAll(async () => {
  await Promise.all([api.close(), worker.close()]);
  await system.close();
  await house.close();
});

const agencyId = newId();
const read = (cache: Cache, id: string) =>
  cache.getOrSet(balances.key(agencyId, id), async () => ({ name: "Amina Otieno" }));
const figures = () => readCacheFigures(system, { minutes: 60 });
const familyOf = async (name: string) =>
  (await figures()).families.find(({ family }) => family === name) ?? expect.unreachable();

test("every process adds what its cache did, and tells what it holds; a look shows no value, an invalidation is recorded", async () => {
  const tellers = [
    startTellingFigures({ system, process: "api", cache: api, log: silentLogger, pauseMs: 20 }),
    startTellingFigures({ system, process: "worker", cache: worker, log: silentLogger, pauseMs: 20 }),
  ];
  for (const cache of [api, worker, api, api]) await read(cache, "a");
  await api.getOrSet(offer.key(platformOwner, "all"), async () => "plans");
  await vi.waitFor(
    async () => {
      expect(await familyOf("test.balances")).toMatchObject({ memoryHits: 2, misses: 2, loads: 2 });
      expect((await figures()).processes).toHaveLength(2);
      expect((await familyOf("test.balances")).entries).toBe(2);
    },
    { timeout: 30_000 },
  );
  const family = await familyOf("test.balances");
  expect(family).toMatchObject({ hitPermille: 500, sharedHits: 0, staleServed: 0 });
  expect(family.bytes).toBeGreaterThan(0);
  expect(family.hits.filter((share) => share !== null)).toEqual([500]);
  const { total, minutes, processes } = await figures();
  expect(total).toMatchObject({ memoryHits: 2, misses: 3, loads: 3 });
  expect(minutes.reduce((sum, { loads }) => sum + loads, 0)).toBe(3);
  expect(processes.map(({ process, entries }) => [process, entries])).toEqual([
    ["api", 2],
    ["worker", 1],
  ]);

  const wanted = { agencyId, family: "test.balances", id: "a" };
  const kept = await lookUp(api, wanted);
  expect(kept).toMatchObject({ tags: ["lease:a"], memory: { isCurrent: true }, shared: null });
  expect(JSON.stringify(kept)).not.toContain("Amina");
  await expect(lookUp(api, { ...wanted, family: "test.nobody" })).rejects.toMatchObject({
    code: "NOT_FOUND",
  });
  await expect(lookUp(api, { ...wanted, agencyId: null })).rejects.toMatchObject({ code: "INVALID" });
  expect(await lookUp(api, { ...wanted, agencyId: newId() })).toMatchObject({ memory: null });
  expect(await familyOf("test.balances")).toMatchObject({ memoryHits: 2 });

  const { userId } = await makeMember(house.arrange, (await makeAgency(house.arrange)).id);
  await invalidateTags({ system, cache: api }, { userId, requestId: "r" }, { agencyId, tags: ["lease:a"] });
  expect(await lookUp(api, wanted)).toMatchObject({ memory: { isCurrent: false } });
  await invalidateTags(
    { system, cache: api },
    { userId, requestId: "r" },
    { agencyId: null, tags: ["offer"] },
  );
  expect(await listCacheActions(system)).toMatchObject([
    { actorUserId: userId, agencyId: null, tags: ["offer"] },
    { actorUserId: userId, agencyId, tags: ["lease:a"] },
  ]);

  // A process that ends takes what it held with it; what it did stays.
  await Promise.all(tellers.map((teller) => teller.stop()));
  const left = await figures();
  expect(left.processes).toEqual([]);
  expect(left.total.loads).toBe(3);
});
