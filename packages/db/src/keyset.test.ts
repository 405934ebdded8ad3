import { isAppError } from "@stead/kernel/errors";
import { newId } from "@stead/kernel/ids";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { TenantDb } from "./client.ts";
import { decodeCursor, encodeCursor, keysetOf, pageOf, type KeysetOrder } from "./keyset.ts";
import { makePortfolio, propertiesPerAgency, type Portfolio } from "./test-portfolio.ts";

const byDate: KeysetOrder = {
  name: "date",
  direction: "desc",
  columns: [
    { expression: "created_at", type: "timestamptz" },
    { expression: "id", type: "uuid" },
  ],
};
const id = "01a200bc-3036-7926-b0d9-5076f425d669";
const at = "2026-11-22T10:00:00.123Z";

const raw = (value: unknown) =>
  Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString("base64url");
const isInvalid = (cursor: string): boolean => {
  try {
    decodeCursor(byDate, cursor);
    return false;
  } catch (error) {
    return isAppError(error, "INVALID");
  }
};

describe("a cursor", () => {
  test("comes back as it went", () => {
    expect(decodeCursor(byDate, encodeCursor(byDate, [at, id]))).toEqual([at, id]);
  });

  test.each([
    ["nothing", ""],
    ["noise", "%%%"],
    ["no JSON", raw("{")],
    ["no list", raw({ a: 1 })],
    ["too few values", raw(["date", "desc", at])],
    ["too many values", raw(["date", "desc", at, id, 1])],
    ["another list's order", raw(["name", "desc", at, id])],
    ["the other direction", raw(["date", "asc", at, id])],
    ["an object as value", raw(["date", "desc", { at }, id])],
    ["null as value", raw(["date", "desc", null, id])],
    ["SQL as value", raw(["date", "desc", "now()); --", id])],
    ["a day that is none", raw(["date", "desc", "2026-02-31T10:00:00.123Z", id])],
    ["a month that is none", raw(["date", "desc", "2026-13-01T10:00:00.123Z", id])],
    ["no UUID", raw(["date", "desc", at, "x"])],
    ["a megabyte", "A".repeat(1_000_000)],
  ])("of %s is INVALID", (_, cursor) => {
    expect(isInvalid(cursor)).toBe(true);
  });
});

describe("pages", () => {
  const ours = newId();
  let portfolio: Portfolio;
  let mine: TenantDb;
  beforeAll(async () => {
    portfolio = await makePortfolio([ours]);
    mine = portfolio.open().forAgency(ours);
  });
  afterAll(() => portfolio.close());

  type Row = { id: string; code: string; created_at: string };

  async function page(order: KeysetOrder, cursor: string | undefined, limit: number) {
    const { name, predicate, orderBy, values } = keysetOf(order, cursor, 3);
    const text = `select id, code, created_at from properties where agency_id = $1 and ${predicate} order by ${orderBy} limit $2`;
    const rows = await mine.sql<Row>({ name: `page_${name}`, text }, ours, limit + 1, ...values);
    return pageOf(order, rows, limit, (row) =>
      order.name === "date" ? [row.created_at, row.id] : [row.code],
    );
  }

  async function codesOf(order: KeysetOrder, limit: number): Promise<string[]> {
    const codes: string[] = [];
    for (let cursor: string | undefined, pages = 0; pages < 20; pages++) {
      const { items, nextCursor } = await page(order, cursor, limit);
      codes.push(...items.map(({ code }) => code));
      if (nextCursor === null) return codes;
      cursor = nextCursor;
    }
    return codes;
  }

  const byCode = (direction: "asc" | "desc"): KeysetOrder => ({
    name: "code",
    direction,
    columns: [{ expression: 'code collate "C"', type: "text" }],
  });

  test("show every row once, in order, whatever their size and direction", async () => {
    const all = Array.from({ length: propertiesPerAgency }, (_, index) => `P${index}`);
    for (const limit of [1, 2, propertiesPerAgency, 50]) {
      expect(await codesOf(byCode("asc"), limit)).toEqual(all);
      expect(await codesOf(byCode("desc"), limit)).toEqual(all.toReversed());
      // The rows share their instant of creation: the id decides.
      expect((await codesOf(byDate, limit)).toSorted()).toEqual(all);
    }
  });
});
