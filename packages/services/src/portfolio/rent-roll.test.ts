import { RentRollDto, RentRollInput } from "@stead/contracts/portfolio";
import { countStatements } from "@stead/db/observe";
import { newId } from "@stead/kernel/ids";
import {
  makeContact,
  makeLease,
  makeProperty,
  makeUnit,
  type UnitFactoryRow,
} from "@stead/testing/factories";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { setUpAgency } from "../agency/index.ts";
import {
  makeColleague,
  makeHouseAgency,
  openTestHouse,
  type TestContext,
  type TestHouse,
} from "../context/test-house.ts";
import { getRentRoll, updateUnit } from "./index.ts";
import {
  creditInvoice,
  makeMonth,
  moveCredit,
  moveDeposit,
  payInvoice,
  writeOffInvoice,
} from "./test-books.ts";

let house: TestHouse;
beforeAll(async () => {
  house = await openTestHouse();
});
afterAll(() => house.close());

let ctx: TestContext;
let agency: Awaited<ReturnType<typeof makeHouseAgency>>["agency"];
let property: Awaited<ReturnType<typeof makeProperty>>;
beforeEach(async () => {
  ({ ctx, agency } = await makeHouseAgency(house));
  await setUpAgency({ ctx });
  property = await makeProperty(house.arrange, agency.id, { name: "Acacia" });
});

const roll = (row: object = {}) => getRentRoll({ ctx, input: RentRollInput.parse(row) });
const unitOf = (label: string, row: object = {}) =>
  makeUnit(house.arrange, property, { label, marketRentMinor: 3_000_000, ...row });
const leaseOf = async (
  unit: UnitFactoryRow,
  row: Parameters<typeof makeLease>[3] & { tenant?: string } = {},
) => {
  const { tenant = "Wanjiru", ...lease } = row;
  return makeLease(house.arrange, unit, await makeContact(house.arrange, agency.id, { name: tenant }), lease);
};

describe("a row", () => {
  test("stands for every unit, let or not, with what each state means", async () => {
    await unitOf("1 vacant");
    await unitOf("2 unrentable", { status: "unrentable" });
    await unitOf("3 archived", { status: "archived" });
    await leaseOf(await unitOf("4 occupied"), { endOn: "2026-06-15" });
    await leaseOf(await unitOf("5 notice"), {
      status: "notice",
      noticeOn: "2026-06-15",
      moveOutOn: "2026-07-31",
    });
    await leaseOf(await unitOf("6 notice to come"), {
      status: "notice",
      noticeOn: "2026-06-16",
      moveOutOn: "2026-07-31",
    });
    await leaseOf(await unitOf("7 over"), { endOn: "2026-06-14" });
    await leaseOf(await unitOf("8 ended"), { status: "ended", endedOn: "2026-06-14" });
    await leaseOf(await unitOf("9 draft"), { status: "draft" });
    const { items, asOf } = RentRollDto.parse(await roll());
    expect(asOf).toBe("2026-06-15");
    expect(items.map(({ unitLabel, status, moveOutOn }) => [unitLabel, status, moveOutOn])).toEqual([
      ["1 vacant", "vacant", null],
      ["2 unrentable", "unrentable", null],
      ["4 occupied", "occupied", null],
      ["5 notice", "notice", "2026-07-31"],
      ["6 notice to come", "occupied", null],
      ["7 over", "vacant", null],
      ["8 ended", "vacant", null],
      ["9 draft", "vacant", null],
    ]);
    expect(items[2]).toMatchObject({
      tenantName: "Wanjiru",
      startOn: "2026-01-01",
      endOn: "2026-06-15",
      scheduledRentMinor: 3_000_000,
    });
    expect(items[0]).toMatchObject({
      tenantName: null,
      leaseId: null,
      marketRentMinor: 3_000_000,
      scheduledRentMinor: 0,
      pastDueMinor: 0,
      paidThroughOn: null,
    });
  });

  test("tells what is past due and since when, what is held and prepaid, and the day to which rent is paid", async () => {
    const lease = await leaseOf(await unitOf("1"));
    await payInvoice(house.arrange, await makeMonth(house.arrange, lease, { dueOn: "2026-04-01" }), {
      on: "2026-04-03",
      amountMinor: 3_000_000,
    });
    await payInvoice(house.arrange, await makeMonth(house.arrange, lease, { dueOn: "2026-05-01" }), {
      on: "2026-05-03",
      amountMinor: 1_000_000,
    });
    await makeMonth(house.arrange, lease, { dueOn: "2026-06-01" });
    await makeMonth(house.arrange, lease, { dueOn: "2026-06-15" });
    await makeMonth(house.arrange, lease, { dueOn: "2026-01-01", kind: "deposit" });
    await moveDeposit(house.arrange, lease, { on: "2026-01-05", amountMinor: 6_000_000 });
    await house.arrange.insert("deposit_movements", {
      agencyId: agency.id,
      id: newId(),
      leaseId: lease.id,
      propertyId: property.id,
      kind: "invoiced",
      amountMinor: 9,
      currency: "KES",
      movedOn: "2026-01-01",
      reason: "test",
      journalId: newId(),
    });
    await moveCredit(house.arrange, lease, { on: "2026-06-01", amountMinor: 70_000 });
    expect((await roll()).items).toMatchObject([
      {
        pastDueMinor: 5_000_000,
        pastDueDays: 45,
        depositHeldMinor: 6_000_000,
        prepaidMinor: 70_000,
        paidThroughOn: "2026-04-30",
      },
    ]);
  });

  test("is paid through the last month billed when nothing is open", async () => {
    const lease = await leaseOf(await unitOf("1"));
    await payInvoice(house.arrange, await makeMonth(house.arrange, lease, { dueOn: "2026-06-01" }), {
      on: "2026-06-01",
      amountMinor: 3_000_000,
    });
    expect((await roll()).items).toMatchObject([
      { pastDueMinor: 0, pastDueDays: 0, paidThroughOn: "2026-06-30" },
    ]);
  });

  test("counts recurring amounts by the month, those that run on the day", async () => {
    const lease = await leaseOf(await unitOf("1"), { rentMinor: 2_800_000 });
    const item = (row: object) =>
      house.arrange.insert("lease_items", {
        agencyId: agency.id,
        id: newId(),
        leaseId: lease.id,
        kind: "service",
        description: "x",
        fromOn: "2026-01-01",
        ...row,
      });
    await item({ amountMinor: 12_000, frequency: "weekly" });
    await item({ amountMinor: 12_000, frequency: "four_weekly" });
    await item({ amountMinor: 300_000, frequency: "quarterly" });
    await item({ amountMinor: 600_000, frequency: "half_yearly" });
    await item({ amountMinor: 1_200_001, frequency: "yearly" });
    await item({ amountMinor: 999, frequency: "once" });
    await item({ amountMinor: -50_000, kind: "concession" });
    await item({ amountMinor: 7, toOn: "2026-06-14" });
    await item({ amountMinor: 7, fromOn: "2026-06-16" });
    expect((await roll()).items).toMatchObject([
      { scheduledRentMinor: 2_800_000, otherRecurringMinor: 52_000 + 13_000 + 3 * 100_000 - 50_000 },
    ]);
  });

  test("in another currency than its unit is measured by its own rent", async () => {
    await leaseOf(await unitOf("1"), { currency: "USD", rentMinor: 40_000 });
    expect(await roll()).toMatchObject({
      items: [{ currency: "USD", marketRentMinor: 40_000, scheduledRentMinor: 40_000 }],
      totals: [{ currency: "USD", grossPotentialMinor: 40_000, lossToLeaseMinor: 0 }],
    });
  });
});

describe("totals", () => {
  test("are those of every row of every page, by currency", async () => {
    for (let index = 0; index < 12; index++) {
      const unit = await unitOf(String(index), { currency: index % 4 === 0 ? "USD" : "KES" });
      if (index % 3 === 0) continue;
      const lease = await leaseOf(unit, { rentMinor: 2_000_000 + index, tenant: `Tenant ${index}` });
      const invoice = await makeMonth(house.arrange, lease, { dueOn: "2026-06-01" });
      if (index % 2 === 0)
        await payInvoice(house.arrange, invoice, { on: "2026-06-02", amountMinor: 900_000 });
      await moveDeposit(house.arrange, lease, { on: "2026-01-05", amountMinor: 1_000_000 });
      await moveCredit(house.arrange, lease, { on: "2026-02-05", amountMinor: 5_000 + index });
    }
    const first = await roll({ limit: 5 });
    const items = [...first.items];
    for (let cursor = first.nextCursor; cursor !== null;) {
      const page = await roll({ limit: 5, cursor });
      items.push(...page.items);
      cursor = page.nextCursor;
    }
    expect(new Set(items.map(({ unitId }) => unitId)).size).toBe(12);
    const sum = (currency: string, of: (row: RentRollDto["items"][number]) => number) =>
      items.filter((row) => row.currency === currency).reduce((total, row) => total + of(row), 0);
    const expected = ["KES", "USD"].map((currency) => ({
      currency,
      unitCount: sum(currency, () => 1),
      occupiedCount: sum(currency, (row) => Number(row.leaseId !== null)),
      grossPotentialMinor: sum(currency, (row) => row.marketRentMinor),
      lossToVacancyMinor: sum(currency, (row) => (row.leaseId === null ? row.marketRentMinor : 0)),
      lossToLeaseMinor: sum(currency, (row) =>
        row.leaseId === null ? 0 : row.marketRentMinor - row.scheduledRentMinor,
      ),
      scheduledRentMinor: sum(currency, (row) => row.scheduledRentMinor),
      depositHeldMinor: sum(currency, (row) => row.depositHeldMinor),
      pastDueMinor: sum(currency, (row) => row.pastDueMinor),
      prepaidMinor: sum(currency, (row) => row.prepaidMinor),
    }));
    expect(first.totals).toEqual(expected);
    for (const total of first.totals)
      expect(total.grossPotentialMinor - total.lossToVacancyMinor - total.lossToLeaseMinor).toBe(
        total.scheduledRentMinor,
      );
  });
});

describe("a past day", () => {
  test("is told the same after a month's work", async () => {
    const [a, b, c, d] = [await unitOf("A"), await unitOf("B"), await unitOf("C"), await unitOf("D")];
    const [ofA, ofB] = [await leaseOf(a), await leaseOf(b, { endOn: "2026-12-31" })];
    const open = await makeMonth(house.arrange, ofA, { dueOn: "2026-05-01" });
    const second = await makeMonth(house.arrange, ofA, { dueOn: "2026-06-01" });
    const third = await makeMonth(house.arrange, ofB, { dueOn: "2026-06-01" });
    await payInvoice(house.arrange, third, { on: "2026-06-02", amountMinor: 3_000_000 });
    await moveDeposit(house.arrange, ofA, { on: "2026-01-05", amountMinor: 3_000_000 });
    await moveCredit(house.arrange, ofB, { on: "2026-06-05", amountMinor: 12_000 });
    const before = await roll();

    ctx.clock.advance({ days: 31 });
    await payInvoice(house.arrange, open, { on: "2026-06-20", amountMinor: 2_000_000 });
    await creditInvoice(house.arrange, open, { on: "2026-06-21", amountMinor: 1_000_000 });
    await writeOffInvoice(house.arrange, second, { on: "2026-06-22", amountMinor: 500_000 });
    await makeMonth(house.arrange, ofA, { dueOn: "2026-07-01" });
    await makeMonth(house.arrange, ofA, { dueOn: "2026-06-03", issuedOn: "2026-06-30" });
    await moveDeposit(house.arrange, ofA, { on: "2026-07-01", amountMinor: -1_000_000 });
    await moveCredit(house.arrange, ofB, { on: "2026-07-01", amountMinor: -12_000 });
    await house.arrange.query(
      "update leases set status = 'notice', notice_on = '2026-06-20', move_out_on = '2026-07-31' where id = $1",
      ofA.id,
    );
    await house.arrange.query(
      "update leases set status = 'ended', ended_on = '2026-07-10' where id = $1",
      ofB.id,
    );
    await house.arrange.query("update lease_items set to_on = '2026-06-30' where lease_id = $1", ofA.id);
    await house.arrange.insert("lease_items", {
      agencyId: agency.id,
      id: newId(),
      leaseId: ofA.id,
      kind: "rent",
      description: "Rent",
      amountMinor: 3_300_000,
      fromOn: "2026-07-01",
    });
    await leaseOf(c, { startOn: "2026-07-01", createdAt: "2026-06-20T08:00:00Z" });
    await unitOf("E", { createdAt: "2026-06-18T08:00:00Z" });
    await updateUnit({ ctx, input: { id: d.id, version: 1, marketRentMinor: 9_900_000 } });
    await updateUnit({
      ctx,
      input: { id: d.id, version: 2, marketRentMinor: 9_800_000, status: "archived" },
    });

    expect(await roll({ asOf: "2026-06-15" })).toEqual(before);
    expect(before).toMatchObject({
      items: [
        { pastDueMinor: 6_000_000, pastDueDays: 45 },
        {},
        {},
        { marketRentMinor: 3_000_000, status: "vacant" },
      ],
      future: [],
    });
    const now = await roll();
    expect(now.items.map(({ unitLabel, status }) => `${unitLabel} ${status}`)).toEqual([
      "A notice",
      "B vacant",
      "C occupied",
      "E vacant",
    ]);
    expect(now.items[0]).toMatchObject({
      scheduledRentMinor: 3_300_000,
      depositHeldMinor: 2_000_000,
      pastDueMinor: 8_500_000,
      moveOutOn: "2026-07-31",
    });
  });

  test("takes a lease's last day from the version that held", async () => {
    const lease = await leaseOf(await unitOf("1"), { endOn: "2027-12-31" });
    const version = (number: number, effectiveOn: string, endOn: string | null) =>
      house.arrange.insert("lease_versions", {
        agencyId: agency.id,
        leaseId: lease.id,
        version: number,
        effectiveOn,
        reason: "test",
        snapshot: { endOn },
      });
    await version(1, "2026-01-01", "2026-12-31");
    await version(2, "2026-05-01", null);
    await version(3, "2026-06-16", "2027-12-31");
    const endOf = async (asOf: string) => (await roll({ asOf })).items[0]?.endOn;
    expect(await endOf("2026-04-30")).toBe("2026-12-31");
    expect(await endOf("2026-06-15")).toBeNull();
    expect(await endOf("2026-06-16")).toBe("2027-12-31");
  });

  test("knows an imported unit since the first lease of its property", async () => {
    const late = { createdAt: "2026-06-10T21:00:00Z", importId: newId() };
    await unitOf("1", late);
    await leaseOf(await unitOf("2", late), { startOn: "2026-03-01" });
    const labels = async (asOf: string) => (await roll({ asOf })).items.map(({ unitLabel }) => unitLabel);
    expect(await labels("2026-02-28")).toEqual([]);
    expect(await labels("2026-03-01")).toEqual(["1", "2"]);
  });

  test("knows a unit since it was entered, or since its first lease", async () => {
    const late = { createdAt: "2026-06-10T21:00:00Z" };
    await unitOf("1", late);
    await leaseOf(await unitOf("2", late), { startOn: "2026-03-01", endOn: "2026-03-31" });
    const labels = async (asOf: string) => (await roll({ asOf })).items.map(({ unitLabel }) => unitLabel);
    expect(await labels("2026-02-28")).toEqual([]);
    expect(await labels("2026-04-30")).toEqual(["2"]);
    // 21:00 UTC is midnight in Nairobi: the eleventh.
    expect(await labels("2026-06-10")).toEqual(["2"]);
    expect(await labels("2026-06-11")).toEqual(["1", "2"]);
  });
});

test("names who moves in later, as far as signed", async () => {
  await leaseOf(await unitOf("1"), { startOn: "2026-07-01", tenant: "Otieno" });
  await leaseOf(await unitOf("2"), { startOn: "2026-07-01", status: "draft" });
  expect((await roll()).future).toMatchObject([
    { tenantName: "Otieno", unitLabel: "1", propertyName: "Acacia", startOn: "2026-07-01" },
  ]);
});

test("keeps to the actor's properties and agency, and takes three statements whatever its size", async () => {
  const other = await makeProperty(house.arrange, agency.id);
  await leaseOf(await unitOf("mine"), { startOn: "2026-09-01" });
  await leaseOf(await makeUnit(house.arrange, other, { label: "theirs" }), { startOn: "2026-09-01" });
  const scoped = await makeColleague(house, agency, { role: "agent", propertyIds: [property.id] });
  const seen = await getRentRoll({ ctx: scoped, input: RentRollInput.parse({}) });
  expect(seen).toMatchObject({
    items: [{ unitLabel: "mine" }],
    totals: [{ unitCount: 1 }],
    future: [{ unitLabel: "mine" }],
  });
  await expect(
    getRentRoll({ ctx: scoped, input: RentRollInput.parse({ propertyId: other.id }) }),
  ).rejects.toMatchObject({ code: "NOT_FOUND" });
  expect(await roll({ propertyId: other.id })).toMatchObject({
    items: [{ unitLabel: "theirs" }],
    totals: [{ unitCount: 1 }],
    future: [{ unitLabel: "theirs" }],
  });
  const { ctx: foreign } = await makeHouseAgency(house);
  expect(await getRentRoll({ ctx: foreign, input: RentRollInput.parse({}) })).toMatchObject({
    items: [],
    totals: [],
    future: [],
  });

  const small = await countStatements(() => roll());
  await house.arrange.query(
    "insert into units (agency_id, id, property_id, label, market_rent_minor, currency, created_at) select $1, gen_random_uuid(), $2, n::text, 0, 'KES', '2025-01-01' from generate_series(1, 1000) n",
    agency.id,
    property.id,
  );
  const large = await countStatements(() => roll({ limit: 200 }));
  expect(large.result.items).toHaveLength(200);
  expect([small.statements.length, large.statements.length]).toEqual([3, 3]);
});

test("refuses a day that is none and a cursor that is none", async () => {
  await expect(roll({ asOf: "2026-02-30" })).rejects.toMatchObject({ code: "INVALID" });
  await expect(roll({ cursor: "xyz" })).rejects.toMatchObject({ code: "INVALID" });
});
