import { ListInvoicesInput } from "@stead/contracts/billing";
import { countStatements } from "@stead/db/observe";
import { isAppError } from "@stead/kernel/errors";
import { makeProperty } from "@stead/testing/factories";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { z } from "zod";
import { billMonth, pay } from "../context/test-billing.ts";
import { makeEstate, makeManyLeases } from "../context/test-estate.ts";
import { makeColleague, openTestHouse, type TestContext, type TestHouse } from "../context/test-house.ts";
import { getInvoice, listInvoices } from "./index.ts";

let house: TestHouse;
beforeAll(async () => {
  house = await openTestHouse();
});
afterAll(() => house.close());

const failsWith = (code: Parameters<typeof isAppError>[1]) => (error: unknown) => isAppError(error, code);

describe("lists of invoices", () => {
  const list = (ctx: TestContext, row: Partial<z.input<typeof ListInvoicesInput>> = {}) =>
    listInvoices({ ctx, input: ListInvoicesInput.parse(row) });

  test("are filtered, searched, sorted and paged", async () => {
    const estate = await makeEstate(house, 3);
    const { ctx, agency, leases, property, contactId } = estate;
    for (const month of ["2026-04-01", "2026-05-01", "2026-06-01", "2026-07-01"]) await billMonth(ctx, month);
    const leaseId = leases[1]?.id ?? "";
    await pay(estate, leaseId, 4_000_000);
    const numbers = async (row: Parameters<typeof list>[1]) =>
      (await list(ctx, row)).items.map((invoice) => invoice.number);
    expect(await numbers({ sort: "number", order: "asc" })).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    expect(await numbers({ leaseId, order: "asc" })).toEqual([2, 5, 8, 11]);
    expect(await numbers({ status: "paid" })).toEqual([2]);
    expect(await numbers({ status: "part_paid" })).toEqual([5]);
    expect((await numbers({ isOverdue: true })).toSorted((a, b) => a - b)).toEqual([1, 3, 4, 5, 6, 7, 8, 9]);
    expect((await numbers({ isOverdue: false })).toSorted((a, b) => a - b)).toEqual([2, 10, 11, 12]);
    expect(
      (await numbers({ dueFrom: "2026-05-01", dueTo: "2026-05-31", propertyId: property.id })).toSorted(
        (a, b) => a - b,
      ),
    ).toEqual([4, 5, 6]);
    expect(await numbers({ q: "INV-7" })).toEqual([7]);
    expect(
      (await numbers({ q: leases[2] === undefined ? "" : `REF-${leases[2].number}` })).toSorted(
        (a, b) => a - b,
      ),
    ).toEqual([3, 6, 9, 12]);
    expect(await numbers({ contactId, kind: "regular", sort: "issued", limit: 2 })).toHaveLength(2);
    expect(await numbers({ kind: "deposit" })).toEqual([]);
    const rows = await list(ctx, { leaseId, status: "part_paid" });
    expect(rows.items[0]).toMatchObject({
      leaseId,
      propertyName: property.name,
      openMinor: 2_000_000,
      overdueDays: 45,
      status: "part_paid",
    });
    const seen: number[] = [];
    let cursor: string | undefined;
    do {
      const page = await list(ctx, { limit: 5, cursor, isOverdue: true });
      expect(page.total).toEqual({ count: 8, isCapped: false });
      seen.push(...page.items.map((invoice) => invoice.number));
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(seen.toSorted((a, b) => a - b)).toEqual([1, 3, 4, 5, 6, 7, 8, 9]);
    const limited = await makeColleague(house, agency, {
      role: "viewer",
      propertyIds: [(await makeProperty(house.arrange, agency.id)).id],
    });
    expect((await list(limited)).items).toEqual([]);
    await expect(getInvoice({ ctx: limited, input: { id: rows.items[0]?.id ?? "" } })).rejects.toSatisfy(
      failsWith("NOT_FOUND"),
    );
  });

  test("take the same statements for ten rows and for two hundred; an invoice takes one", async () => {
    const estate = await makeEstate(house, 1);
    await makeManyLeases(house, estate, 1_200);
    await billMonth(estate.ctx);
    const counts = await Promise.all(
      [10, 200].map((limit) => countStatements(() => list(estate.ctx, { limit }))),
    );
    expect(counts.map((count) => count.statements.length)).toEqual([2, 2]);
    expect(counts[1]?.result).toMatchObject({ total: { count: 1_000, isCapped: true } });
    const one = await countStatements(() =>
      getInvoice({ ctx: estate.ctx, input: { id: counts[0]?.result.items[0]?.id ?? "" } }),
    );
    expect(one.statements).toEqual(["invoice_get"]);
  });
});
