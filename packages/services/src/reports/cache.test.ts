import type { ReportDto, ReportRequest } from "@stead/contracts/reports";
import { newId } from "@stead/kernel/ids";
import { makeProperty } from "@stead/testing/factories";
import { makeInvoice } from "@stead/testing/invoice-factory";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeEstate, makeManyLeases } from "../context/test-estate.ts";
import { makeColleague, openTestHouse, type TestContext, type TestHouse } from "../context/test-house.ts";
import { aPayment, rentMinor } from "../context/test-money.ts";
import { makeTenancy, makeTenant } from "../context/test-tenancy.ts";
import { updateContact, getContact } from "../contacts/index.ts";
import { recordPayment } from "../payments/index.ts";
import { listReportRuns, showReport } from "./index.ts";

let house: TestHouse;
beforeAll(async () => {
  house = await openTestHouse();
});
afterAll(() => house.close());

const ageing: ReportRequest = { kind: "arrears-ageing", params: {} };
const show = (ctx: TestContext, request: ReportRequest = ageing, cursor?: string): Promise<ReportDto> =>
  showReport({ ctx, input: { request, ...(cursor !== undefined && { cursor }) } });

/** The context, and how many statements it has sent. */
function counted(ctx: TestContext): { ctx: TestContext; sent: () => number } {
  let count = 0;
  const counting = (sql: TestContext["db"]["sql"]): TestContext["db"]["sql"] => {
    return (statement, ...values) => {
      count += 1;
      return sql(statement, ...values);
    };
  };
  const db: TestContext["db"] = {
    ...ctx.db,
    sql: counting(ctx.db.sql),
    transaction: (work, options) =>
      ctx.db.transaction((tx) => work({ ...tx, sql: counting(tx.sql) }), options),
  };
  return { ctx: { ...ctx, db }, sent: () => count };
}

describe("a stored result", () => {
  test("serves until its data changes, in two statements instead of six", async () => {
    const tenancy = await makeTenancy(house);
    await makeInvoice(house.arrange, tenancy.lease);
    const { ctx, sent } = counted(tenancy.ctx);
    const first = await show(ctx);
    expect(sent()).toBe(6);
    const second = await show(ctx);
    expect(sent()).toBe(8);
    expect(second).toEqual(first);
    await recordPayment({ ctx, input: aPayment(tenancy.lease.id, { amountMinor: 700 }) });
    const third = await show(ctx);
    expect(third.madeAt).not.toBe(first.madeAt);
    expect(third.totals[0]?.["totalMinor"]).toBe(rentMinor - 700);
  });

  test("takes as many statements for a thousand homes as for one, and pages over what was shown", async () => {
    const estate = await makeEstate(house, 1);
    await makeManyLeases(house, estate, 999);
    const { ctx, sent } = counted(estate.ctx);
    const rentRoll: ReportRequest = { kind: "rent-roll", params: {} };
    const first = await show(ctx, rentRoll);
    expect(sent()).toBe(6);
    expect(first).toMatchObject({ rowCount: 1000, totals: [{ unitLabel: "1000 units" }] });
    const items = [...first.items];
    // Somebody changes something meanwhile: the pages still belong together.
    await house.db.forAgency(ctx.agencyId).prisma.unit.updateMany({ data: { marketRentMinor: 1n } });
    for (let cursor = first.nextCursor; cursor !== null;) {
      const page = await show(ctx, rentRoll, cursor);
      expect(page.totals).toEqual(first.totals);
      items.push(...page.items);
      cursor = page.nextCursor;
    }
    expect(new Set(items.map((row) => row["unitId"])).size).toBe(1000);
    expect((await show(ctx, rentRoll)).totals).not.toEqual(first.totals);
    // A cursor is of one report and of those who may see it.
    await expect(
      show(ctx, { kind: "rent-roll", params: { currency: "KES" } }, first.nextCursor ?? ""),
    ).rejects.toMatchObject({
      code: "PRECONDITION",
    });
    await expect(show(ctx, rentRoll, "nonsense")).rejects.toMatchObject({ code: "INVALID" });
  });

  test("is not served when a transaction that began before it commits after it", async () => {
    const { ctx, lease, property } = await makeTenancy(house);
    const { promise: mayCommit, resolve: commit } = Promise.withResolvers<void>();
    const { promise: hasWritten, resolve: written } = Promise.withResolvers<void>();
    const slow = ctx.db.transaction(async (tx) => {
      await tx.sql({ name: "", text: "update units set label = 'Z9' where property_id = $1" }, property.id);
      written();
      await mayCommit;
    });
    await hasWritten;
    // A later transaction commits, so that the slow one is not the newest.
    await recordPayment({ ctx, input: aPayment(lease.id) });
    const rentRoll: ReportRequest = { kind: "rent-roll", params: {} };
    expect((await show(ctx, rentRoll)).items[0]?.["unitLabel"]).not.toBe("Z9");
    commit();
    await slow;
    expect((await show(ctx, rentRoll)).items[0]?.["unitLabel"]).toBe("Z9");
  });

  test("follows names, and what an administrator does by hand", async () => {
    const { ctx, tenant, lease } = await makeTenancy(house);
    await makeInvoice(house.arrange, lease);
    await show(ctx);
    const { version, kind } = await getContact({ ctx, input: { id: tenant.id } });
    await updateContact({ ctx, input: { id: tenant.id, version, kind, name: "Somebody Else" } });
    expect((await show(ctx)).items[0]?.["tenantName"]).toBe("Somebody Else");
    await house.arrange.query("update contacts set name = 'By Hand' where id = $1", tenant.id);
    expect((await show(ctx)).items[0]?.["tenantName"]).toBe("By Hand");
  });

  test("is made once for those who ask at the same time", async () => {
    const { ctx, lease } = await makeTenancy(house);
    await makeInvoice(house.arrange, lease);
    const all = await Promise.all(Array.from({ length: 6 }, () => show(ctx)));
    expect(new Set(all.map(({ madeAt }) => madeAt)).size).toBe(1);
    const results = await house.arrange.query(
      "select from report_results where agency_id = $1",
      ctx.agencyId,
    );
    expect(results).toHaveLength(1);
    expect((await listReportRuns({ ctx, input: { limit: 50 } })).items).toMatchObject([
      { origin: "screen", status: "done", rowCount: 1, isMine: true, files: [] },
    ]);
  });

  test("of another server, or too old, is made again", async () => {
    const { ctx, lease } = await makeTenancy(house);
    await makeInvoice(house.arrange, lease);
    const count = async () =>
      (await house.arrange.query("select from report_results where agency_id = $1", ctx.agencyId)).length;
    await show(ctx);
    await house.arrange.query(
      "update report_results set server_started_at = server_started_at - interval '1 second'",
    );
    await show(ctx);
    expect(await count()).toBe(2);
    await house.arrange.query("update report_results set made_at = made_at - interval '13 hours'");
    await show(ctx);
    expect(await count()).toBe(3);
  });
});

describe("rights", () => {
  test("a member sees their properties, and shares no result with those who see more", async () => {
    const { ctx, lease, agency, property } = await makeTenancy(house);
    const elsewhere = await makeProperty(house.arrange, agency.id);
    const other = await makeTenant(house, elsewhere);
    for (const each of [lease, other.lease]) await makeInvoice(house.arrange, each);
    const limited = await makeColleague(house, agency, { role: "accountant", propertyIds: [property.id] });
    const leaseIds = async (of: TestContext, request: ReportRequest = ageing) =>
      (await show(of, request)).items.map((row) => row["leaseId"]);
    expect(await leaseIds(ctx)).toHaveLength(2);
    expect(await leaseIds(limited)).toEqual([lease.id]);
    for (const kind of ["rent-roll", "deposits-held"] as const)
      expect(await leaseIds(limited, { kind, params: {} })).not.toContain(other.lease.id);
    const totals = async (kind: "collection" | "cash-flow" | "income-and-expense") =>
      (await show(limited, { kind, params: {} })).totals[0];
    expect(await totals("collection")).toMatchObject({ chargedMinor: rentMinor });
    expect(await totals("income-and-expense")).toMatchObject({ totalMinor: rentMinor });
    const outside = { kind: "arrears-ageing", params: { propertyId: elsewhere.id } } as const;
    await expect(show(limited, outside)).rejects.toMatchObject({ code: "NOT_FOUND" });
    const ledger = { kind: "tenant-ledger", params: { leaseId: other.lease.id } } as const;
    await expect(show(limited, ledger)).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(show(limited, { kind: "trial-balance", params: {} })).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
  });

  test("another agency has nothing, and a property of nobody is not found", async () => {
    const { lease } = await makeTenancy(house);
    await makeInvoice(house.arrange, lease);
    const { ctx } = await makeTenancy(house);
    expect((await show(ctx)).items).toEqual([]);
    const foreign = { kind: "arrears-ageing", params: { propertyId: newId() } } as const;
    await expect(show(ctx, foreign)).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(show(ctx, { kind: "tenant-ledger", params: { leaseId: lease.id } })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
  });

  test("days ahead and periods too long are refused", async () => {
    const { ctx } = await makeTenancy(house);
    const refused = { code: "INVALID" };
    await expect(show(ctx, { kind: "rent-roll", params: { asOf: "2026-06-16" } })).rejects.toMatchObject(
      refused,
    );
    await expect(
      show(ctx, { kind: "cash-flow", params: { from: "2020-01-01", to: "2026-06-01" } }),
    ).rejects.toMatchObject(refused);
    await expect(
      show(ctx, { kind: "occupancy", params: { from: "2026-06-02", to: "2026-06-01" } }),
    ).rejects.toMatchObject(refused);
  });
});
