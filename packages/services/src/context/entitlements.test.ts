import { isAppError } from "@stead/kernel/errors";
import { makeProperty } from "@stead/testing/factories";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createExport } from "../exports/index.ts";
import { createProperty, createUnit, updateUnit, listUnits } from "../portfolio/index.ts";
import { startMonth } from "../billing/index.ts";
import { checkRoom, noLimits, readStanding, requireWritable } from "./entitlements.ts";
import type { Standing } from "./context.ts";
import { makeHouseAgency, openTestHouse, type TestContext, type TestHouse } from "./test-house.ts";

let house: TestHouse;
beforeAll(async () => {
  house = await openTestHouse();
});
afterAll(() => house.close());

const on = (limits: Partial<Standing["limits"]>, status: Standing["status"] = "active"): Standing => ({
  status,
  planName: "Start",
  limits: { ...noLimits, ...limits },
});

const unit = (propertyId: string, label: string) => ({
  propertyId,
  label,
  kind: "apartment" as const,
  marketRentMinor: 100_000,
  beds: 1,
  baths: 1,
  areaSqm: null,
});

const refusal = async (work: Promise<unknown>) => {
  const [settled] = await Promise.allSettled([work]);
  const error: unknown = settled.status === "rejected" ? settled.reason : undefined;
  return isAppError(error) ? { code: error.code, ...error.details } : undefined;
};

describe("units", () => {
  const limited = async (units: number): Promise<{ ctx: TestContext; propertyId: string }> => {
    const { ctx, agency } = await makeHouseAgency(house);
    const { id } = await makeProperty(house.arrange, agency.id);
    return { ctx: { ...ctx, standing: on({ units }) }, propertyId: id };
  };

  test("are added up to what the plan allows, and an archived one makes room", async () => {
    const { ctx, propertyId } = await limited(2);
    const first = await createUnit({ ctx, input: unit(propertyId, "1") });
    await createUnit({ ctx, input: unit(propertyId, "2") });
    expect(await refusal(createUnit({ ctx, input: unit(propertyId, "3") }))).toEqual({
      code: "PRECONDITION",
      rule: "plan_limit",
      limit: "units",
      most: 2,
      used: 2,
      adding: 1,
    });
    const archived = await updateUnit({ ctx, input: { id: first.id, version: 1, status: "archived" } });
    await createUnit({ ctx, input: unit(propertyId, "3") });
    const back = { id: archived.id, version: 2, status: "available" as const };
    expect(await refusal(updateUnit({ ctx, input: back }))).toMatchObject({ rule: "plan_limit" });
  });

  test("of a new property count together; a refused one leaves nothing", async () => {
    const { ctx } = await limited(3);
    const place = { kind: "multifamily" as const, addressLine: "Road 1", city: "Nairobi", country: "KE" };
    const input = { name: "Acacia", ...place, unitCount: 4 } as Parameters<typeof createProperty>[0]["input"];
    expect(await refusal(createProperty({ ctx, input }))).toMatchObject({ used: 0, adding: 4 });
    await createProperty({ ctx, input: { ...input, unitCount: 3 } });
    expect((await listUnits({ ctx, input: { limit: 50, sort: "label" } as never })).total.count).toBe(3);
  });

  test("added by many at once are never more than the plan allows", async () => {
    const { ctx, propertyId } = await limited(5);
    const labels = Array.from({ length: 16 }, (_, index) => `U${index}`);
    const settled = await Promise.allSettled(
      labels.map((label) => createUnit({ ctx, input: unit(propertyId, label) })),
    );
    expect(settled.filter(({ status }) => status === "fulfilled")).toHaveLength(5);
  });
});

test("without plans, and on a plan without limits, everything is allowed", async () => {
  const { ctx, agency } = await makeHouseAgency(house);
  const { id } = await makeProperty(house.arrange, agency.id);
  await createUnit({ ctx, input: unit(id, "1") });
  await createUnit({ ctx: { ...ctx, standing: on({}) }, input: unit(id, "2") });
  expect(() => requireWritable(undefined)).not.toThrow();
  expect(() => checkRoom(undefined, "members", 1_000, 1)).not.toThrow();
});

test("exports count by the month, and never for an agency that may only read", async () => {
  const { ctx } = await makeHouseAgency(house);
  const input = { list: "leases" as const, format: "csv" as const, filters: {} } as never;
  const one = { ...ctx, standing: on({ exportsPerMonth: 1 }) };
  await createExport({ ctx: one, input });
  expect(await refusal(createExport({ ctx: one, input }))).toMatchObject({ limit: "exportsPerMonth" });
  await createExport({ ctx: { ...ctx, standing: on({ exportsPerMonth: 1 }, "unpaid") }, input });
});

test("who may only read begins nothing by itself, and is told what to do", async () => {
  const { ctx } = await makeHouseAgency(house);
  const policies = { ...ctx.agency.policies, isBillingScheduled: true };
  const readOnly = { ...ctx, agency: { ...ctx.agency, policies }, standing: on({}, "unpaid") };
  expect(await startMonth({ ctx: readOnly })).toBeNull();
  for (const status of ["unpaid", "paused", "canceled"] as const)
    expect(() => requireWritable(on({}, status))).toThrow(/Settings > Plan/);
  for (const status of ["none", "incomplete", "trialing", "active", "past_due"] as const)
    expect(() => requireWritable(on({}, status))).not.toThrow();
});

test("a row that holds nonsense limits nothing", () => {
  expect(readStanding({ status: "whatever", planName: null, limits: { units: "many", members: 3 } })).toEqual(
    {
      status: "none",
      planName: null,
      limits: { ...noLimits, members: 3 },
    },
  );
});

test("the agency's role sees its own subscription and plan, and changes none", async () => {
  const [mine, other] = [await makeHouseAgency(house), await makeHouseAgency(house)];
  const planId = crypto.randomUUID();
  const limits = JSON.stringify({ units: 1 });
  await house.arrange.insert("plans", {
    id: planId,
    code: `p-${planId}`,
    product_id: "prod_1",
    name: "P",
    limits,
  });
  for (const { agency } of [mine, other])
    await house.arrange.insert("subscriptions", {
      agency_id: agency.id,
      customer_id: `cus_${agency.id}`,
      status: "active",
      plan_id: agency.id === mine.agency.id ? planId : null,
    });
  const read = (text: string, by = mine) => by.ctx.db.sql<{ id: string }>({ name: "", text });
  expect(await read("select agency_id as id from subscriptions")).toEqual([{ id: mine.agency.id }]);
  expect(await read("select id from plans where not is_default")).toEqual([{ id: planId }]);
  expect(await read("select id from plans where not is_default", other)).toEqual([]);
  await expect(read("select customer_id as id from subscriptions")).rejects.toThrow(/permission denied/);
  await expect(read("update subscriptions set status = 'active'")).rejects.toThrow(/permission denied/);
  await expect(read("select id from platform_events")).rejects.toThrow(/permission denied/);
  await expect(read("select id from plan_prices")).rejects.toThrow(/permission denied/);
});
