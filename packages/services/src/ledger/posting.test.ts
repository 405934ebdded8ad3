import { newId } from "@stead/kernel/ids";
import { afterAll, expect, test } from "vitest";
import { inTransaction } from "../context/index.ts";
import { openTestHouse } from "../context/test-house.ts";
import { accountSums } from "../context/test-money.ts";
import { makeTenancy } from "../context/test-tenancy.ts";
import { postJournal, postJournals, runProof } from "./index.ts";

const house = await openTestHouse();
afterAll(() => house.close());

test("journals of which some are posted already: only the others are, with their lines and totals", async () => {
  const { ctx, agency } = await makeTenancy(house);
  const posting = (key: string, amountMinor: number, occurredOn = "2026-06-01") => ({
    id: newId(),
    key,
    event: "test.posted",
    entityId: newId(),
    occurredOn,
    memo: "Test",
    lines: [
      { account: "1000" as const, amountMinor, currency: "KES" },
      { account: "3000" as const, amountMinor: -amountMinor, currency: "KES" },
    ],
  });
  // One call is one transaction of its own as well.
  const firstId = await postJournal(ctx.db, ctx, posting("test:1", 1));
  const lists = Array.from({ length: 6 }, (_, n) => [
    posting("test:1", 10),
    posting("test:2", 100, "2026-05-31"),
    posting("test:2", 1_000),
    posting(`test:own:${n}`, 10_000),
  ]);
  const answers = await Promise.all(
    lists.map((list) => inTransaction(ctx, (tx) => postJournals(tx, ctx, list))),
  );
  const all = answers.flat();
  expect(all).toHaveLength(24);
  const of = (key: string) => all.filter((posted) => posted.key === key);
  expect(of("test:1").every(({ journalId, isNew }) => journalId === firstId && !isNew)).toBe(true);
  expect(new Set(of("test:2").map(({ journalId }) => journalId)).size).toBe(1);
  expect(of("test:2").filter(({ isNew }) => isNew)).toHaveLength(1);
  expect(all.filter(({ isNew }) => isNew)).toHaveLength(7);
  expect(await accountSums(house, agency.id)).toEqual({ "1000": 60_101, "3000": -60_101 });
  const { checks } = await runProof({ ctx });
  expect(checks.filter((check) => !check.isSound)).toEqual([]);
});
