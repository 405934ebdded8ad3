import { newId } from "@stead/kernel/ids";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { batchCreate, batchDelete, batchUpdate, requireEveryRow } from "./batch.ts";
import type { Db, TenantDb } from "./client.ts";
import { violationOf } from "./errors.ts";
import { joinTransaction } from "./joined.ts";
import { makePortfolio, type Portfolio } from "./test-portfolio.ts";

const [ours, theirs] = [newId(), newId()];
let portfolio: Portfolio;
let db: Db;
let mine: TenantDb;

beforeAll(async () => {
  portfolio = await makePortfolio([ours, theirs]);
  db = portfolio.open({ max: 6 });
});
afterAll(() => portfolio.close());
beforeEach(async () => {
  mine = db.forAgency(ours, { deadline: Date.now() + 60_000 });
  await mine.sql({ name: "", text: "delete from idempotency_keys where agency_id = $1" }, ours);
});

const table = "idempotency_keys";
const columns = ["agency_id", "key", "operation", "request_hash", "response"];
const key = ["agency_id", "key"];
const rowsOf = (count: number, agencyId = ours) =>
  Array.from({ length: count }, (_, index) => ({
    agency_id: agencyId,
    key: `k${index}`,
    operation: "o",
    request_hash: `it's "${index}"`,
    response: { index },
  }));
const count = async () =>
  (await mine.sql<{ count: number }>({ name: "", text: `select count(*)::int as count from ${table}` }))[0]
    ?.count;

test("a hundred thousand values are no limit, in chunks that run five at once at most", async () => {
  const progress: number[] = [];
  let running = 0;
  let mostRunning = 0;
  const watched: Pick<TenantDb, "transaction"> = {
    transaction: async (work, options) => {
      mostRunning = Math.max(mostRunning, ++running);
      try {
        return await mine.transaction(work, options);
      } finally {
        running--;
      }
    },
  };
  const rows = rowsOf(20_000);
  const result = await batchCreate(watched, {
    table,
    columns,
    rows,
    parallel: 9,
    onProgress: (done) => progress.push(done),
  });
  expect(result).toMatchObject({ rowCount: 20_000, errors: [], chunkCount: 20 });
  expect(result.durationMs).toBeGreaterThanOrEqual(result.slowestChunkMs);
  expect(progress.at(-1)).toBe(20_000);
  expect(mostRunning).toBe(5);
  expect(await count()).toBe(20_000);
  const oneStatement = await batchDelete(mine, { table, key, rows, chunkRows: 20_000 });
  expect(oneStatement).toMatchObject({ rowCount: 20_000, chunkCount: 1 });
  expect(await count()).toBe(0);
});

describe("errors", () => {
  test("are told row by row, and every other row is written", async () => {
    const rows = rowsOf(300);
    const clash = { ...rows[7], key: "k3" };
    const result = await batchCreate(mine, {
      table,
      columns,
      rows: rows.map((row, index) =>
        index === 7 ? clash : index === 250 ? { ...row, operation: null } : row,
      ),
      chunkRows: 100,
      parallel: 2,
    });
    expect(result.rowCount).toBe(298);
    expect(result.errors.map(({ index, error }) => [index, violationOf(error)?.kind])).toEqual([
      [7, "unique"],
      [250, "not_null"],
    ]);
    expect(await count()).toBe(298);
  });

  test("fail rows that are written all or not at all, within the transaction they are a part of", async () => {
    const rows = rowsOf(5).map((row, index) => (index === 3 ? { ...row, key: "k1" } : row));
    const writing = mine.transaction(async (tx) => {
      const result = await batchCreate(joinTransaction(tx), { table, columns, rows, parallel: 1 });
      expect(result.rowCount).toBe(4);
      requireEveryRow(result);
    });
    await expect(writing).rejects.toSatisfy((error) => violationOf(error)?.kind === "unique");
    expect(await count()).toBe(0);
  });

  test("rows of another agency are refused, and its rows are not found", async () => {
    const result = await batchCreate(mine, { table, columns, rows: rowsOf(3, theirs) });
    expect([result.rowCount, result.errors.length]).toEqual([0, 3]);
    const other = db.forAgency(theirs, { deadline: Date.now() + 60_000 });
    await batchCreate(other, { table, columns, rows: rowsOf(3, theirs) });
    expect(await batchDelete(mine, { table, key, rows: rowsOf(3, theirs) })).toMatchObject({ rowCount: 0 });
  });

  test("what is no row's fault is thrown at once", async () => {
    const signal = AbortSignal.abort();
    const left = db.forAgency(ours, { deadline: Date.now() + 60_000, signal });
    await expect(batchCreate(left, { table, columns, rows: rowsOf(3) })).rejects.toMatchObject({
      code: "CANCELLED",
    });
    await expect(batchCreate(mine, { table: "no_such_table", columns, rows: rowsOf(1) })).rejects.toThrow(
      "no_such_table",
    );
  });
});

test("updating sets the columns named, of the rows that the key finds", async () => {
  await batchCreate(mine, { table, columns, rows: rowsOf(10) });
  const changed = [...rowsOf(4), ...rowsOf(12).slice(11)].map((row) => ({
    ...row,
    operation: "new",
    request_hash: "no",
  }));
  const result = await batchUpdate(mine, {
    table,
    key,
    columns: ["operation"],
    rows: changed,
    chunkRows: 2,
    isolationLevel: "Serializable",
  });
  expect(result).toMatchObject({ rowCount: 4, errors: [], chunkCount: 3 });
  const rows = await mine.sql<{ n: number }>({
    name: "",
    text: `select count(*)::int as n from ${table} where operation = 'new' and request_hash <> 'no'`,
  });
  expect(rows).toEqual([{ n: 4 }]);
});
