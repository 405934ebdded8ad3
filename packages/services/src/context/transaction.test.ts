import { silentLogger } from "@stead/kernel/logger";
import { makeContact } from "@stead/testing/factories";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeHouseAgency, openTestHouse, type TestHouse } from "./test-house.ts";
import { inTransaction } from "./transaction.ts";

let house: TestHouse;
beforeAll(async () => {
  house = await openTestHouse();
});
afterAll(() => house.close());

test("two acts that lock each other out are both done, the loser once more", async () => {
  const { ctx, agency } = await makeHouseAgency(house);
  const [a, b] = [await makeContact(house.arrange, agency.id), await makeContact(house.arrange, agency.id)];
  const events: string[] = [];
  const watched = {
    ...ctx,
    log: { ...silentLogger, warn: (_: object, event: string) => void events.push(event) },
  };
  const note = {
    name: "",
    text: "update contacts set notes = coalesce(notes, '') || $3 where agency_id = $1 and id = $2",
  };
  let arrived = 0;
  const bothHoldOne = Promise.withResolvers<void>();
  const act = (first: string, second: string, mark: string) =>
    inTransaction(watched, async (tx) => {
      await tx.sql(note, agency.id, first, mark);
      if (++arrived === 2) bothHoldOne.resolve();
      await bothHoldOne.promise;
      await tx.sql(note, agency.id, second, mark);
    });
  await Promise.all([act(a.id, b.id, "x"), act(b.id, a.id, "y")]);
  const rows = await house.arrange.query<{ notes: string }>(
    `select notes from contacts where agency_id = $1`,
    agency.id,
  );
  expect(rows.map(({ notes }) => Array.from(notes).toSorted().join(""))).toEqual(["xy", "xy"]);
  expect(events).toEqual(["transaction run again"]);
});

test("any other failure is handed on at once, and nothing stays", async () => {
  const { ctx, agency } = await makeHouseAgency(house);
  let runs = 0;
  const act = inTransaction(ctx, async (tx) => {
    runs++;
    await tx.sql(
      { name: "", text: "insert into contacts (agency_id, id, name) values ($1, gen_random_uuid(), 'x')" },
      agency.id,
    );
    throw new Error("no");
  });
  await expect(act).rejects.toThrow("no");
  expect(runs).toBe(1);
  expect(await house.arrange.query(`select from contacts where agency_id = $1`, agency.id)).toEqual([]);
});
