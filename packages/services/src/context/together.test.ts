import { sqlState } from "@stead/db/errors";
import { AppError } from "@stead/kernel/errors";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeHouseAgency, openTestHouse, type TestHouse } from "./test-house.ts";
import { together } from "./transaction.ts";

let house: TestHouse;
beforeAll(async () => {
  house = await openTestHouse();
});
afterAll(() => house.close());

const one = { name: "", text: "select 1 as n" };
const wrong = { name: "", text: "select 1 / 0" };

test("gives the answers of statements that were started together", async () => {
  const { ctx } = await makeHouseAgency(house);
  const answers = await ctx.db.transaction((tx) =>
    together([tx.sql<{ n: number }>(one), "plain", tx.sql(one)]),
  );
  expect(answers).toEqual([[{ n: 1 }], "plain", [{ n: 1 }]]);
});

test("throws the failure that began it, however late it is told", async () => {
  const { ctx } = await makeHouseAgency(house);
  const failure = await ctx.db
    .transaction((tx) => {
      const late = tx.sql(wrong).catch(async (error: unknown) => {
        await Promise.resolve().then(() => Promise.resolve());
        throw new AppError("PRECONDITION", "translated", {}, { cause: error });
      });
      return together([tx.sql(one), late, tx.sql(one), tx.sql(one)]);
    })
    .catch((error: unknown) => error);
  expect(failure).toMatchObject({ code: "PRECONDITION", message: "translated" });
  expect(sqlState(failure)).toBe("22012");
});
