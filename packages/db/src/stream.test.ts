import { newId } from "@stead/kernel/ids";
import { openArranger } from "@stead/testing/arranger";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { Db } from "./client.ts";
import { joinTransaction } from "./joined.ts";
import { makePortfolio, propertiesPerAgency, type Portfolio } from "./test-portfolio.ts";

const [ours, theirs] = [newId(), newId()];
let portfolio: Portfolio;
let db: Db;

beforeAll(async () => {
  portfolio = await makePortfolio([ours, theirs]);
  db = portfolio.open();
});
afterAll(() => portfolio.close());

const scope = (signal?: AbortSignal) => db.forAgency(ours, { deadline: Date.now() + 60_000, signal });
const numbers = { name: "numbers", text: "select n::int8 as n from generate_series(1, $1::int) n" };

test.each([0, 1, 99, 100, 101, 1_000])("%i rows come in order, each once", async (count) => {
  const seen = await scope().transaction(async (tx) => {
    const rows: number[] = [];
    for await (const batch of tx.stream<{ n: number }>(numbers, [count], { batchRows: 100 })) {
      expect(batch.length).toBeLessThanOrEqual(100);
      rows.push(...batch.map(({ n }) => n));
    }
    return rows;
  });
  expect(seen).toEqual(Array.from({ length: count }, (_, index) => index + 1));
});

test("only rows of the agency come, and the transaction goes on behind a loop that was left", async () => {
  const result = await scope().transaction(async (tx) => {
    const all = { name: "all", text: "select agency_id from properties" };
    for await (const batch of tx.stream<{ agency_id: string }>(all, [], { batchRows: 2 })) {
      expect(new Set(batch.map((row) => row.agency_id))).toEqual(new Set([ours]));
      break;
    }
    return tx.sql<{ count: number }>({ name: "", text: "select count(*)::int as count from properties" });
  });
  expect(result).toEqual([{ count: propertiesPerAgency }]);
});

test("cancelling ends the statement on the server, and the stream with CANCELLED", async () => {
  const arrange = await openArranger(portfolio.database);
  const running = () =>
    arrange.query(
      "select from pg_stat_activity where datname = current_database() and query like 'fetch forward%' and state = 'active'",
    );
  const controller = new AbortController();
  const slow = { name: "slow", text: "select pg_sleep(600), n from generate_series(1, 10) n" };
  const reading = scope(controller.signal).transaction(async (tx) => {
    for await (const _batch of tx.stream(slow, [])) break;
  });
  await vi.waitFor(async () => expect(await running()).toHaveLength(1), { timeout: 30_000 });
  controller.abort();
  await expect(reading).rejects.toMatchObject({ code: "CANCELLED" });
  expect(await running()).toEqual([]);
  await arrange.close();
});

test("a part of a transaction that fails is undone alone", async () => {
  const at = (key: string) => ({
    name: "",
    text: `insert into idempotency_keys (agency_id, key, operation, request_hash) values ('${ours}', '${key}', 'o', 'h')`,
  });
  await scope().transaction(async (tx) => {
    const joined = joinTransaction(tx);
    await joined.transaction((part) => part.sql(at("kept")));
    const failing = joined.transaction(async (part) => {
      await part.sql(at("gone"));
      await part.sql(at("kept"));
    });
    await expect(failing).rejects.toMatchObject({ constraint: "idempotency_keys_pkey" });
    await joined.transaction((part) => part.sql(at("later")));
  });
  const rows = await scope().sql({ name: "", text: "select key from idempotency_keys order by key" });
  expect(rows).toEqual([{ key: "kept" }, { key: "later" }]);
});
