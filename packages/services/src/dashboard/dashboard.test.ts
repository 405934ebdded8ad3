import { DashboardDto } from "@stead/contracts/dashboard";
import { countStatements } from "@stead/db/observe";
import { newId } from "@stead/kernel/ids";
import {
  makeContact,
  makeLease,
  makeProperty,
  makeUnit,
  type LeaseFactoryRow,
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
import {
  creditInvoice,
  makeMonth,
  moveDeposit,
  payInvoice,
  writeOffInvoice,
} from "../portfolio/test-books.ts";
import { foldFigures, getDashboard } from "./index.ts";

let house: TestHouse;
beforeAll(async () => {
  house = await openTestHouse();
});
afterAll(() => house.close());

let ctx: TestContext;
let agency: Awaited<ReturnType<typeof makeHouseAgency>>["agency"];
beforeEach(async () => {
  ({ ctx, agency } = await makeHouseAgency(house));
  await setUpAgency({ ctx });
});

const dashboard = async (actor = ctx, input = {}) =>
  DashboardDto.parse(await getDashboard({ ctx: actor, input }));

async function letUnit(
  property: { agencyId: string; id: string },
  row: Parameters<typeof makeLease>[3] = {},
): Promise<LeaseFactoryRow> {
  return makeLease(
    house.arrange,
    await makeUnit(house.arrange, property),
    await makeContact(house.arrange, agency.id, { name: "Wanjiru" }),
    row,
  );
}

/** Half a year of invoices, payments, credits and deposits of one lease. */
async function liveFor(lease: LeaseFactoryRow): Promise<void> {
  await moveDeposit(house.arrange, lease, { on: "2026-01-02", amountMinor: 3_000_000 });
  for (const month of ["01", "02", "03", "04", "05", "06"]) {
    const invoice = await makeMonth(house.arrange, lease, { dueOn: `2026-${month}-05` });
    if (month < "04")
      await payInvoice(house.arrange, invoice, { on: `2026-${month}-09`, amountMinor: 3_000_000 });
    if (month === "04")
      await payInvoice(house.arrange, invoice, { on: "2026-05-20", amountMinor: 1_250_000 });
    if (month === "05")
      await creditInvoice(house.arrange, invoice, { on: "2026-05-21", amountMinor: 500_000 });
    if (month === "05")
      await writeOffInvoice(house.arrange, invoice, { on: "2026-06-01", amountMinor: 250_000 });
  }
  await makeMonth(house.arrange, lease, { dueOn: "2026-06-15" });
  await makeMonth(house.arrange, lease, { dueOn: "2026-07-05" });
  await makeMonth(house.arrange, lease, { dueOn: "2026-01-01", kind: "deposit" });
}

/** The same figures, counted from the invoices and payments themselves. */
async function recount(propertyIds: readonly string[]) {
  const month = (column: string) => `to_char(${column}, 'YYYY-MM-01')`;
  const [sums] = await house.arrange.query(
    `select coalesce(sum(open_minor) filter (where due_on < '2026-06-15'), 0) as "overdueMinor",
       coalesce(sum(open_minor) filter (where due_on between '2026-05-16' and '2026-06-14'), 0) as "days1to30",
       coalesce(sum(open_minor) filter (where due_on > '2026-06-15'), 0) as "notDue"
     from invoice_balances where property_id = any($1) and kind <> 'deposit'`,
    propertyIds,
  );
  const months = await house.arrange.query(
    `select m.month, coalesce((select sum(total_minor - credited_minor) from invoice_balances where property_id = any($1) and kind <> 'deposit' and ${month("due_on")} = m.month), 0) as "chargedMinor",
       coalesce((select sum(paid_minor) from invoice_balances where property_id = any($1) and kind <> 'deposit' and ${month("due_on")} = m.month), 0) as "paidMinor",
       coalesce((select sum(amount_minor) from payments where property_id = any($1) and ${month("received_on")} = m.month), 0) as "receivedMinor"
     from (select ${month("d")} as month from generate_series(timestamp '2025-01-01', '2026-06-01', '1 month') d) m order by m.month`,
    propertyIds,
  );
  const [held] = await house.arrange.query(
    "select coalesce(sum(amount_minor), 0) as held from deposit_movements where property_id = any($1) and kind not in ('invoiced', 'uninvoiced')",
    propertyIds,
  );
  return { sums, months, held };
}

describe("the figures", () => {
  test("equal a recount: not folded, half folded, folded, and for one property", async () => {
    const [first, second] = [
      await makeProperty(house.arrange, agency.id),
      await makeProperty(house.arrange, agency.id),
    ];
    const ids = [first.id, second.id];
    const check = async (actor: TestContext, propertyIds: readonly string[]) => {
      const { sums, months, held } = await recount(propertyIds);
      const seen = await dashboard(actor);
      expect({
        overdueMinor: seen.overdueMinor,
        days1to30: seen.arrears.days1to30,
        notDue: seen.arrears.notDue,
      }).toEqual(sums);
      expect(seen.months).toEqual(months);
      expect({ held: seen.depositHeldMinor }).toEqual(held);
    };
    await liveFor(await letUnit(first));
    await check(ctx, ids);
    await foldFigures({ ctx });
    await check(ctx, ids);
    await liveFor(await letUnit(second));
    await check(ctx, ids);
    const scoped = await makeColleague(house, agency, { role: "agent", propertyIds: [second.id] });
    await check(scoped, [second.id]);
    await foldFigures({ ctx });
    await check(ctx, ids);
    await check(scoped, [second.id]);
    const seen = await dashboard(scoped);
    expect(seen).toMatchObject({
      asOf: "2026-06-15",
      currency: "KES",
      currencies: ["KES"],
      thisMonth: { month: "2026-06-01", chargedMinor: 6_000_000, paidMinor: 0, openMinor: 6_000_000 },
      lastMonth: {
        month: "2026-05-01",
        chargedMinor: 2_500_000,
        openMinor: 2_250_000,
        receivedMinor: 1_250_000,
      },
      arrears: {
        notDue: 3_000_000,
        dueToday: 3_000_000,
        days1to30: 3_000_000,
        days31to60: 2_250_000,
        days61to90: 1_750_000,
        over90: 0,
      },
      depositHeldMinor: 3_000_000,
    });
  });

  test("are those of one currency, and name the others", async () => {
    const property = await makeProperty(house.arrange, agency.id);
    await makeMonth(house.arrange, await letUnit(property), { dueOn: "2026-06-01" });
    await makeMonth(house.arrange, await letUnit(property, { currency: "USD", rentMinor: 40_000 }), {
      dueOn: "2026-06-01",
    });
    expect(await dashboard()).toMatchObject({ currencies: ["KES", "USD"], overdueMinor: 3_000_000 });
    expect(await dashboard(ctx, { currency: "USD" })).toMatchObject({
      currency: "USD",
      currencies: ["KES", "USD"],
      overdueMinor: 40_000,
    });
  });

  test("are of the agency's day", async () => {
    await makeMonth(house.arrange, await letUnit(await makeProperty(house.arrange, agency.id)), {
      dueOn: "2026-06-15",
    });
    ctx.clock.set("2026-06-15T20:59:59Z");
    expect(await dashboard()).toMatchObject({
      asOf: "2026-06-15",
      overdueMinor: 0,
      arrears: { dueToday: 3_000_000 },
    });
    ctx.clock.set("2026-06-15T21:00:00Z");
    expect(await dashboard()).toMatchObject({ asOf: "2026-06-16", overdueMinor: 3_000_000 });
  });

  test("take five statements, for one invoice and for a thousand", async () => {
    const lease = await letUnit(await makeProperty(house.arrange, agency.id));
    await makeMonth(house.arrange, lease, { dueOn: "2026-06-01" });
    const small = await countStatements(() => dashboard());
    await house.arrange.query(
      `with i as (insert into invoices (agency_id, id, number, lease_id, property_id, unit_id, contact_id, kind, source_key, period_start, period_end, issued_on, due_on, currency, net_minor, total_minor)
         select $1, gen_random_uuid(), 50000 + n, $2, $3, $4, $5, 'regular', 'many:' || n, '2026-06-01', '2026-06-30', '2026-06-01', '2026-06-01', 'KES', 7, 7 from generate_series(1, 1000) n returning id)
       insert into invoice_balances (agency_id, invoice_id, lease_id, property_id, kind, due_on, currency, total_minor, open_minor)
         select $1, id, $2, $3, 'regular', '2026-06-01', 'KES', 7, 7 from i`,
      agency.id,
      lease.id,
      lease.propertyId,
      lease.unitId,
      lease.contactId,
    );
    await foldFigures({ ctx });
    const large = await countStatements(() => dashboard());
    expect(large.result.overdueMinor).toBe(3_007_000);
    expect([small.statements.length, large.statements.length]).toEqual([5, 5]);
  });
});

describe("what comes next", () => {
  test("names the leases that end within sixty days, by notice or by term, and counts them all", async () => {
    const property = await makeProperty(house.arrange, agency.id, { name: "Acacia" });
    await letUnit(property, { endOn: "2026-08-14" });
    await letUnit(property, { endOn: "2026-08-15" });
    await letUnit(property, { endOn: "2026-06-15" });
    await letUnit(property, { endOn: "2026-06-14" });
    await letUnit(property, {
      status: "notice",
      noticeOn: "2026-06-01",
      moveOutOn: "2026-06-30",
      endOn: "2027-06-30",
    });
    await letUnit(property, { status: "ended", endedOn: "2026-06-20" });
    const seen = await dashboard();
    expect(seen.endingLeases.map(({ endOn, days }) => [endOn, days])).toEqual([
      ["2026-06-15", 0],
      ["2026-06-30", 15],
      ["2026-08-14", 60],
    ]);
    expect(seen.endingLeases[0]).toMatchObject({ tenantName: "Wanjiru", propertyName: "Acacia" });
    for (let made = 0; made < 8; made++) await letUnit(property, { endOn: "2026-07-01" });
    expect(await dashboard()).toMatchObject({ endingCount: 11, endingLeases: { length: 8 } });
  });

  test("counts units by what they are, today and at the end of each month", async () => {
    const property = await makeProperty(house.arrange, agency.id);
    const [a, b] = [
      await letUnit(property, { startOn: "2026-03-15" }),
      await letUnit(property, { startOn: "2026-01-01", endOn: "2026-04-30" }),
    ];
    await letUnit(property, {
      status: "notice",
      noticeOn: "2026-06-01",
      moveOutOn: "2026-06-30",
      startOn: "2026-05-31",
    });
    await makeUnit(house.arrange, property, { status: "unrentable", createdAt: "2026-04-30T21:00:00Z" });
    await makeUnit(house.arrange, property, { importId: newId(), createdAt: "2026-06-01T08:00:00Z" });
    await makeUnit(house.arrange, property, { status: "archived" });
    const seen = await dashboard();
    expect(seen.occupancy).toEqual({
      unitCount: 5,
      occupiedCount: 2,
      noticeCount: 1,
      vacantCount: 2,
      unrentableCount: 1,
    });
    expect(seen.occupancyByMonth.slice(-7)).toEqual([
      { month: "2025-12-01", unitCount: 3, occupiedCount: 0 },
      { month: "2026-01-01", unitCount: 4, occupiedCount: 1 },
      { month: "2026-02-01", unitCount: 4, occupiedCount: 1 },
      { month: "2026-03-01", unitCount: 4, occupiedCount: 2 },
      { month: "2026-04-01", unitCount: 4, occupiedCount: 2 },
      { month: "2026-05-01", unitCount: 5, occupiedCount: 2 },
      { month: "2026-06-01", unitCount: 5, occupiedCount: 2 },
    ]);
    expect([a.endOn, b.endOn]).toEqual([null, "2026-04-30"]);
  });

  test("shows money without an invoice and the payments that came last", async () => {
    const lease = await letUnit(await makeProperty(house.arrange, agency.id, { name: "Acacia" }));
    const payment = async (row: object, balance: object) => {
      const id = newId();
      const {
        number,
        receivedOn,
        amountMinor,
        leaseId = null,
        propertyId = null,
        payerContactId = null,
      } = { number: 0, receivedOn: "2026-06-01", amountMinor: 100, ...row } as Record<string, unknown>;
      await house.arrange.insert("payments", {
        agencyId: agency.id,
        id,
        number,
        leaseId,
        propertyId,
        payerContactId,
        rail: "bank",
        accountCode: "1000",
        receivedOn,
        amountMinor,
        currency: "KES",
        journalId: newId(),
      });
      await house.arrange.insert("payment_balances", {
        agencyId: agency.id,
        paymentId: id,
        leaseId,
        receivedOn,
        amountMinor,
        ...balance,
      });
    };
    const payer = await makeContact(house.arrange, agency.id, { name: "Aunt" });
    await payment({ number: 1, receivedOn: "2026-05-31" }, { unallocatedMinor: 100 });
    await payment(
      { number: 2, payerContactId: payer.id },
      { unallocatedMinor: 40, allocatedMinor: 60, status: "part_allocated" },
    );
    await payment(
      { number: 3, receivedOn: "2026-06-02", leaseId: lease.id, propertyId: lease.propertyId },
      { allocatedMinor: 100, status: "allocated" },
    );
    const seen = await dashboard();
    expect(seen.unallocatedPayments).toEqual({ count: 2, amountMinor: 140 });
    expect(seen.recentPayments).toMatchObject([
      { number: 3, tenantName: "Wanjiru", propertyName: "Acacia", status: "allocated", amountMinor: 100 },
      { number: 2, tenantName: "Aunt", propertyName: null },
      { number: 1, tenantName: null, unitLabel: null, status: "unallocated" },
    ]);
    const scoped = await makeColleague(house, agency, { role: "agent", propertyIds: [lease.propertyId] });
    expect(await dashboard(scoped)).toMatchObject({
      recentPayments: [{ number: 3 }],
      unallocatedPayments: { count: 0, amountMinor: 0 },
    });
  });
});

test("a new agency has a dashboard of zeros, and another agency never sees more", async () => {
  await liveFor(await letUnit(await makeProperty(house.arrange, agency.id)));
  const { ctx: foreign } = await makeHouseAgency(house);
  const seen = await dashboard(foreign);
  expect(seen).toMatchObject({
    overdueMinor: 0,
    depositHeldMinor: 0,
    occupancy: { unitCount: 0 },
    endingLeases: [],
    recentPayments: [],
    unallocatedPayments: { count: 0 },
  });
  expect(
    seen.months.every(({ chargedMinor, receivedMinor }) => chargedMinor === 0 && receivedMinor === 0),
  ).toBe(true);
  expect(
    await foreign.db.sql({ name: "", text: "select from stat_deltas where agency_id = $1" }, agency.id),
  ).toEqual([]);
  await expect(getDashboard({ ctx: { ...ctx, permissions: new Set() }, input: {} })).rejects.toMatchObject({
    code: "FORBIDDEN",
  });
});
