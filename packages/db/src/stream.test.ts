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
    for await (const batch of tx.stream<{ n: number }>(numbers, [count])) {
      rows.push(...batch.map(({ n }) => n));
    }
    return rows;
  });
  expect(seen).toEqual(Array.from({ length: count }, (_, index) => index + 1));
});

test("only rows of the agency come, and the transaction goes on behind a loop that was left", async () => {
  const result = await scope().transaction(async (tx) => {
    const all = { name: "all", text: "select agency_id from properties" };
    for await (const batch of tx.stream<{ agency_id: string }>(all, [])) {
      expect(new Set(batch.map((row) => row.agency_id))).toEqual(new Set([ours]));
      break;
    }
    return tx.sql<{ count: number }>({ name: "", text: "select count(*)::int as count from properties" });
  });
  expect(result).toEqual([{ count: propertiesPerAgency }]);
});

test("values of every type come as the other statements read them", async () => {
  const text = `select * from (values
      ($1::text, $2::bigint, $3::date, $4::timestamptz, $5::boolean, $6::jsonb, $7::text[], $8::uuid[], null::int),
      (null, null, null, null, null, null, '{}', null, 7)
    ) as v (text, number, day, instant, flag, object, words, ids, nothing)`;
  const odd = "tab\there, line\nend\r, back\\slash \\N, quote ' and \", $1, 家 \u0001";
  const instant = "2026-06-01T21:30:00.125Z";
  const values = [
    odd,
    -9_007_199_254_740_991,
    "2026-02-28",
    instant,
    true,
    JSON.stringify({ odd }),
    [odd, "NULL"],
    [ours],
  ];
  await scope().transaction(async (tx) => {
    const streamed: object[] = [];
    for await (const batch of tx.stream({ name: "odd", text }, values)) streamed.push(...batch);
    expect(streamed).toEqual(await tx.sql({ name: "", text }, ...values));
    expect(streamed[0]).toMatchObject({
      text: odd,
      day: "2026-02-28",
      instant,
      object: { odd },
      nothing: null,
    });
  });
});

test("a statement that fails in the middle fails the loop, and the transaction with it", async () => {
  const failing = { name: "failing", text: "select 1 / (90000 - n) as n from generate_series(1, 100000) n" };
  let rows = 0;
  const reading = scope().transaction(async (tx) => {
    for await (const batch of tx.stream(failing, [])) rows += batch.length;
  });
  await expect(reading).rejects.toThrow("division by zero");
  expect(rows).toBeGreaterThan(0);
});

test("nothing runs beside it, and its values cannot leave their place", async () => {
  await scope().transaction(async (tx) => {
    for await (const batch of tx.stream({ name: "quoted", text: "select $1::text as told" }, [
      "'); select 1; --\\",
    ])) {
      expect(batch).toEqual([{ told: "'); select 1; --\\" }]);
      await expect(tx.sql({ name: "", text: "select 1" })).rejects.toThrow("wait for it");
    }
    expect(await tx.sql({ name: "", text: "select 1 as one" })).toEqual([{ one: 1 }]);
  });
});

test("a connection that is lost in the middle fails the loop", async () => {
  const arrange = await openArranger(portfolio.database);
  const reading = scope().transaction(async (tx) => {
    const [own] = await tx.sql<{ pid: number }>({ name: "", text: "select pg_backend_pid() as pid" });
    for await (const _batch of tx.stream(numbers, [10_000_000]))
      await arrange.query("select pg_terminate_backend($1)", own?.pid);
  });
  await expect(reading).rejects.toMatchObject({ code: "UNAVAILABLE" });
  expect(await scope().sql({ name: "", text: "select 1 as one" })).toEqual([{ one: 1 }]);
  await arrange.close();
});

test("cancelling ends the statement on the server, and the stream with CANCELLED", async () => {
  const arrange = await openArranger(portfolio.database);
  const running = () =>
    arrange.query(
      "select from pg_stat_activity where datname = current_database() and query like 'copy (%' and state = 'active'",
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
