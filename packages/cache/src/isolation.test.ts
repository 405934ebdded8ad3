import { newId } from "@stead/kernel/ids";
import { AppError } from "@stead/kernel/errors";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { defineFamily, idOf, platformOwner } from "./family.ts";
import { drivers, openCacheHouse, type CacheHouse } from "./test-cache.ts";

const Owned = z.object({ owner: z.string(), id: z.string(), family: z.string() });

const part = fc.oneof(
  fc.string({ unit: "binary", maxLength: 6 }),
  fc.constantFrom("", ",", '"', "[", "null", "1", "true", "__proto__"),
  fc.integer({ min: -9, max: 99 }),
  fc.boolean(),
  fc.constant(null),
);

test("different parts make different ids", () => {
  fc.assert(
    fc.property(fc.array(part, { maxLength: 3 }), fc.array(part, { maxLength: 3 }), (one, other) => {
      const isSame = one.length === other.length && one.every((each, at) => each === other[at]);
      expect(idOf(...one) === idOf(...other)).toBe(isSame);
    }),
    { numRuns: 2_000 },
  );
});

describe.each(drivers)("agencies on %s", (driver) => {
  let house: CacheHouse;
  beforeAll(async () => {
    house = await openCacheHouse(driver);
  });
  afterAll(() => house.close());

  const of = (name: string) =>
    defineFamily({ name: `mixing.${name}`, schema: Owned, tier: "short", tags: (id) => ["all", id] });
  const families = [of("one"), of("one-more"), of("one.more")] as const;

  test("never get another's value, whatever ids they choose and whatever happens at once", async () => {
    const caches = [await house.open(), await house.open()];
    const owners = [newId(), newId(), newId()];
    const mixed: unknown[] = [];
    let read = 0;
    const step = fc.record({
      cache: fc.integer({ min: 0, max: 1 }),
      owner: fc.integer({ min: 0, max: 2 }),
      family: fc.integer({ min: 0, max: 2 }),
      id: fc.oneof(
        fc.string({ unit: "binary", maxLength: 4 }),
        fc.constantFrom(
          ...owners,
          ...owners.map((owner) => `${owner}}:x`),
          "x",
          "__proto__",
          "@:",
          "one-more:x",
        ),
      ),
      act: fc.constantFrom("read", "read", "read", "get", "invalidate", "forget", "set"),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 40 }), async (steps) => {
        await Promise.all(
          steps.map(async ({ cache: at, owner: whose, family: which, id, act }) => {
            const [cache, owner, family] = [caches[at], owners[whose], families[which]];
            if (cache === undefined || owner === undefined || family === undefined) return;
            const key = family.key(owner, id);
            const own = { owner, id, family: family.name };
            if (act === "invalidate") return cache.invalidate(owner, ["all"]);
            if (act === "forget") return cache.forget(key);
            if (act === "set") return cache.set(key, own);
            const value = act === "get" ? await cache.get(key) : await cache.getOrSet(key, async () => own);
            read += 1;
            if (value !== undefined && JSON.stringify(value) !== JSON.stringify(own))
              mixed.push([own, value]);
          }),
        );
      }),
      { numRuns: 60 },
    );
    expect(mixed).toEqual([]);
    expect(read).toBeGreaterThan(300);
  });

  test("an invalidation of one does not make another load", async () => {
    const cache = await house.open();
    const [one, other] = [newId(), newId()];
    const family = families[0];
    let loads = 0;
    const read = (owner: string) =>
      cache.getOrSet(family.key(owner, "x"), async () => (loads++, { owner, id: "x", family: family.name }));
    await read(one);
    await read(other);
    await cache.invalidate(one, ["all"]);
    await read(other);
    expect(loads).toBe(2);
    await read(one);
    expect(loads).toBe(3);
  });

  test("a key without an owner, or of the platform where it is an agency's, is refused", async () => {
    const cache = await house.open();
    const read = (owner: string) => async () =>
      cache.getOrSet(families[0].key(owner, "x"), async () => ({ owner, id: "x", family: "" }));
    for (const owner of ["", platformOwner, "a}b", "a:b", " "])
      await expect(read(owner)).rejects.toThrow(AppError);
  });
});
