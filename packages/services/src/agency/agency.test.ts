import { AgencyPolicies } from "@stead/contracts/agency";
import { makeContact, makeLease, makeProperty, makeUnit } from "@stead/testing/factories";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeColleague, makeHouseAgency, openTestHouse, type TestHouse } from "../context/test-house.ts";
import { chart } from "../ledger/index.ts";
import { getAgency, getAgencyProgress, setUpAgency, updateAgency } from "./index.ts";

let house: TestHouse;
beforeAll(async () => {
  house = await openTestHouse();
});
afterAll(() => house.close());

describe("setting up", () => {
  test("gives the chart, the counters and the schedules, and once only", async () => {
    const { ctx } = await makeHouseAgency(house);
    await setUpAgency({ ctx });
    await house.arrange.query(
      "update number_counters set next = 9 where agency_id = $1 and kind = 'lease'",
      ctx.agencyId,
    );
    const runs = () =>
      house.arrange.query(
        "select name, next_run_at from schedules where agency_id = $1 order by name",
        ctx.agencyId,
      );
    const before = await runs();
    ctx.clock.advance({ days: 3 });
    await setUpAgency({ ctx });
    expect(await runs()).toEqual(before);
    expect(before.map(({ name }: { name?: string }) => name)).toEqual([
      "billing.start-month",
      "figures.fold",
      "ledger.proof",
    ]);
    const [accounts] = await house.arrange.query(
      "select count(*)::int as count from ledger_accounts where agency_id = $1",
      ctx.agencyId,
    );
    expect(accounts).toEqual({ count: chart.length });
    const counters = await house.arrange.query(
      "select kind, next from number_counters where agency_id = $1 order by kind",
      ctx.agencyId,
    );
    expect(counters).toHaveLength(5);
    expect(counters).toContainEqual({ kind: "lease", next: 9 });
  });

  test("proves at two in the morning of the agency's zone and bills on the first, where that is wanted", async () => {
    const { ctx } = await makeHouseAgency(house, { agency: { policies: { isBillingScheduled: true } } });
    await setUpAgency({ ctx });
    const rows = await house.arrange.query<{ name: string; at: string; isEnabled: boolean }>(
      `select name, to_char(next_run_at at time zone time_zone, 'YYYY-MM-DD HH24:MI') as at, is_enabled as "isEnabled"
       from schedules where agency_id = $1 and name <> 'figures.fold' order by name`,
      ctx.agencyId,
    );
    expect(rows).toEqual([
      { name: "billing.start-month", at: "2026-07-01 01:00", isEnabled: true },
      { name: "ledger.proof", at: "2026-06-16 02:00", isEnabled: true },
    ]);
  });
});

describe("an agency's record", () => {
  test("is read with its policies completed", async () => {
    const { ctx, agency } = await makeHouseAgency(house, { agency: { policies: { invoiceLeadDays: 7 } } });
    const read = await getAgency({ ctx });
    expect(read).toMatchObject({ id: agency.id, currency: "KES", version: 1, canChangeCurrency: true });
    expect(read.policies).toEqual({ ...AgencyPolicies.parse({}), invoiceLeadDays: 7 });
  });

  test("keeps the policies that an edit does not name, and says what changed", async () => {
    const { ctx } = await makeHouseAgency(house, { agency: { policies: { invoiceLeadDays: 7 } } });
    await setUpAgency({ ctx });
    const after = await updateAgency({
      ctx,
      input: {
        version: 1,
        name: "Baraka Homes",
        timeZone: "Africa/Lagos",
        policies: { defaultDueDay: 5, isBillingScheduled: true },
      },
    });
    expect(after).toMatchObject({
      name: "Baraka Homes",
      timeZone: "Africa/Lagos",
      version: 2,
      policies: { invoiceLeadDays: 7, defaultDueDay: 5 },
    });
    const [trail] = await house.arrange.query(
      "select changes from audit where agency_id = $1 and action = 'agency.updated'",
      ctx.agencyId,
    );
    expect(trail).toEqual({
      changes: {
        name: ["•••", "•••"],
        timeZone: ["Africa/Nairobi", "Africa/Lagos"],
        defaultDueDay: [1, 5],
        isBillingScheduled: [false, true],
      },
    });
    const schedules = await house.arrange.query(
      "select time_zone, is_enabled from schedules where agency_id = $1",
      ctx.agencyId,
    );
    expect(schedules).toEqual(
      Array.from({ length: 3 }, () => ({ time_zone: "Africa/Lagos", is_enabled: true })),
    );
  });

  test("refuses a stale edit, an order without all classes, and somebody without the right", async () => {
    const { ctx, agency } = await makeHouseAgency(house);
    await updateAgency({ ctx, input: { version: 1, name: "First" } });
    await expect(updateAgency({ ctx, input: { version: 1, name: "Second" } })).rejects.toMatchObject({
      code: "CONFLICT",
    });
    const allocationClasses: AgencyPolicies["allocationClasses"] = ["fee", "fee", "deposit", "regular"];
    await expect(
      updateAgency({ ctx, input: { version: 2, policies: { allocationClasses } } }),
    ).rejects.toMatchObject({ code: "INVALID" });
    const manager = await makeColleague(house, agency, { role: "manager" });
    await expect(updateAgency({ ctx: manager, input: { version: 2, name: "Third" } })).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
    await expect(setUpAgency({ ctx: manager })).rejects.toMatchObject({ code: "FORBIDDEN" });
    expect(await getAgency({ ctx: manager })).toMatchObject({ name: "First", version: 2 });
  });

  test("changes its currency until the first lease, and not after it", async () => {
    const { ctx, agency } = await makeHouseAgency(house);
    expect(await updateAgency({ ctx, input: { version: 1, currency: "USD" } })).toMatchObject({
      currency: "USD",
    });
    const unit = await makeUnit(house.arrange, await makeProperty(house.arrange, agency.id));
    await makeLease(house.arrange, unit, await makeContact(house.arrange, agency.id), { status: "draft" });
    await expect(updateAgency({ ctx, input: { version: 2, currency: "KES" } })).rejects.toMatchObject({
      code: "PRECONDITION",
    });
    expect(await updateAgency({ ctx, input: { version: 2, currency: "USD" } })).toMatchObject({
      canChangeCurrency: false,
      version: 3,
    });
  });

  test("counts what there is: to a thousand, and in the actor's properties", async () => {
    const { ctx, agency } = await makeHouseAgency(house);
    const [mine, other] = [
      await makeProperty(house.arrange, agency.id),
      await makeProperty(house.arrange, agency.id),
    ];
    await makeUnit(house.arrange, mine);
    await house.arrange.query(
      "insert into units (agency_id, id, property_id, label, market_rent_minor, currency) select $1, gen_random_uuid(), $2, n::text, 0, 'KES' from generate_series(1, 1200) n",
      agency.id,
      other.id,
    );
    expect(await getAgencyProgress({ ctx })).toEqual({
      propertyCount: 2,
      unitCount: 1000,
      contactCount: 0,
      leaseCount: 0,
      invoiceCount: 0,
      paymentCount: 0,
      memberCount: 1,
    });
    const scoped = await makeColleague(house, agency, { role: "agent", propertyIds: [mine.id] });
    expect(await getAgencyProgress({ ctx: scoped })).toMatchObject({
      propertyCount: 1,
      unitCount: 1,
      memberCount: 2,
    });
    await expect(getAgency({ ctx: { ...ctx, permissions: new Set() } })).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
  });
});
