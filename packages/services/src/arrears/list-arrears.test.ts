import type { ArrearsPage, ListArrearsInput } from "@stead/contracts/arrears";
import { addDays } from "@stead/kernel/dates";
import { newId } from "@stead/kernel/ids";
import { makeInvoice } from "@stead/testing/invoice-factory";
import { makeProperty } from "@stead/testing/factories";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { creditInvoice, recoverWriteOff, writeOffInvoice } from "../billing/index.ts";
import { makeColleague, openTestHouse, type TestContext, type TestHouse } from "../context/test-house.ts";
import { aPayment, rentMinor } from "../context/test-money.ts";
import { makeTenancy, makeTenant } from "../context/test-tenancy.ts";
import { getTrialBalance } from "../ledger/index.ts";
import {
  applyCredit,
  getPayment,
  recordPayment,
  refundPayment,
  reverseAllocation,
  reversePayment,
} from "../payments/index.ts";
import { listArrears } from "./index.ts";

let house: TestHouse;
beforeAll(async () => {
  house = await openTestHouse();
});
afterAll(() => house.close());

const today = "2026-06-15";
const list = (ctx: TestContext, input: Partial<ListArrearsInput> = {}): Promise<ArrearsPage> =>
  listArrears({ ctx, input: { sort: "overdue", limit: 50, ...input } });
const rent = [{ kind: "rent", netMinor: 100 }];

describe("the buckets", () => {
  test.each([
    [-1, "notDue"],
    [0, "dueToday"],
    [1, "days1to30"],
    [30, "days1to30"],
    [31, "days31to60"],
    [60, "days31to60"],
    [61, "days61to90"],
    [90, "days61to90"],
    [91, "over90"],
    [400, "over90"],
  ])("%i days past due is %s", async (days, bucket) => {
    const { ctx, lease } = await makeTenancy(house);
    await makeInvoice(house.arrange, lease, {
      charges: rent,
      dueOn: addDays(today, -days),
      issuedOn: "2025-01-01",
    });
    const { items, totals } = await list(ctx);
    const none = { notDue: 0, dueToday: 0, days1to30: 0, days31to60: 0, days61to90: 0, over90: 0 };
    expect(items[0]).toMatchObject({
      buckets: { ...none, [bucket]: 100 },
      totalMinor: 100,
      overdueMinor: days > 0 ? 100 : 0,
      oldestDueOn: addDays(today, -days),
    });
    expect(totals).toEqual([
      {
        currency: "KES",
        buckets: { ...none, [bucket]: 100 },
        totalMinor: 100,
        creditMinor: 0,
        leaseCount: 1,
      },
    ]);
  });

  test("count real days: on 31 August, 1 July is 61 days and 1 August 30", async () => {
    const { ctx, lease } = await makeTenancy(house);
    await makeInvoice(house.arrange, lease, { charges: rent, dueOn: "2026-07-01" });
    await makeInvoice(house.arrange, lease, { charges: rent, dueOn: "2026-08-01" });
    ctx.clock.set("2026-08-31T09:00:00Z");
    expect((await list(ctx)).items[0]?.buckets).toMatchObject({
      days1to30: 100,
      days31to60: 0,
      days61to90: 100,
    });
  });

  test("leave deposits out and keep credit in its own column", async () => {
    const { ctx, lease, tenant, property } = await makeTenancy(house);
    await makeInvoice(house.arrange, lease, {
      kind: "deposit",
      charges: [{ kind: "deposit", netMinor: 500 }],
    });
    await recordPayment({ ctx, input: aPayment(lease.id, { amountMinor: 500 }) });
    await recordPayment({ ctx, input: aPayment(lease.id, { amountMinor: 70, receivedOn: "2026-06-12" }) });
    await makeInvoice(house.arrange, lease, { charges: rent });
    const { items } = await list(ctx);
    expect(items).toEqual([
      expect.objectContaining({
        leaseId: lease.id,
        leaseNumber: lease.number,
        leaseStatus: "active",
        contactId: tenant.id,
        tenantName: tenant.name,
        phone: null,
        propertyId: property.id,
        propertyName: property.name,
        currency: "KES",
        totalMinor: 100,
        overdueMinor: 100,
        creditMinor: 70,
        depositHeldMinor: 500,
        oldestDueOn: "2026-06-01",
        lastPaymentOn: "2026-06-12",
        lastPaymentMinor: 70,
      }),
    ]);
  });

  test("a lease that only holds credit is listed last", async () => {
    const { ctx, lease, property } = await makeTenancy(house);
    await recordPayment({ ctx, input: aPayment(lease.id, { amountMinor: 70 }) });
    const neighbour = await makeTenant(house, property);
    await makeInvoice(house.arrange, neighbour.lease, { charges: rent });
    for (const sort of ["overdue", "oldest"] as const) {
      const { items, totals } = await list(ctx, { sort });
      expect(items.map((row) => row.leaseId)).toEqual([neighbour.lease.id, lease.id]);
      expect(totals).toMatchObject([{ totalMinor: 100, creditMinor: 70, leaseCount: 1 }]);
    }
  });
});

test("a past day is shown as it was, whatever happened since, and ties to the books", async () => {
  const { ctx, lease, property } = await makeTenancy(house);
  const neighbour = await makeTenant(house, property);
  const shown = new Map<string, ArrearsPage>();
  const key = () => ({ idempotencyKey: newId() });
  const pay = (amountMinor: number, day: string) =>
    recordPayment({ ctx, input: aPayment(lease.id, { amountMinor, receivedOn: day }) });
  const payments: string[] = [];
  const invoices: string[] = [];
  const steps: ((day: string) => Promise<unknown>)[] = [
    async (day) => invoices.push((await makeInvoice(house.arrange, lease, { issuedOn: day, dueOn: day })).id),
    async (day) => payments.push((await pay(rentMinor - 500, day)).id),
    async (day) => makeInvoice(house.arrange, neighbour.lease, { issuedOn: day, dueOn: addDays(day, 20) }),
    async (day) => payments.push((await pay(4_000, day)).id),
    async () =>
      creditInvoice({
        ctx,
        input: { invoiceId: invoices[0] ?? "", amountMinor: 10_000, reason: "leak", ...key() },
      }),
    async (day) => invoices.push((await makeInvoice(house.arrange, lease, { issuedOn: day, dueOn: day })).id),
    async () => applyCredit({ ctx, input: { leaseId: lease.id } }),
    async () =>
      writeOffInvoice({
        ctx,
        input: { invoiceId: invoices[1] ?? "", amountMinor: 20_000, reason: "gone", ...key() },
      }),
    async () => {
      const { id, version } = await getPayment({ ctx, input: { id: payments[1] ?? "" } });
      return reversePayment({
        ctx,
        input: { paymentId: id, version, kind: "bounced", reason: "no funds", ...key() },
      });
    },
    async () => {
      const [row] = await house.arrange.query<{ id: string }>(
        `select id from write_offs where invoice_id = $1`,
        invoices[1],
      );
      return recoverWriteOff({ ctx, input: { writeOffId: row?.id ?? "", reason: "came back", ...key() } });
    },
    async () => {
      const { allocations } = await getPayment({ ctx, input: { id: payments[0] ?? "" } });
      const live = allocations.find((allocation) => !allocation.isReversed && allocation.reversesId === null);
      return reverseAllocation({ ctx, input: { allocationId: live?.id ?? "", reason: "wrong", ...key() } });
    },
    async () => {
      const { id, version } = await getPayment({ ctx, input: { id: payments[0] ?? "" } });
      return refundPayment({
        ctx,
        input: {
          paymentId: id,
          version,
          source: "unallocated",
          amountMinor: 100,
          rail: "bank",
          reason: "asked",
          ...key(),
        },
      });
    },
  ];
  for (const [index, step] of steps.entries()) {
    const day = addDays("2026-06-16", index * 3);
    ctx.clock.set(`${day}T09:00:00Z`);
    await step(day);
    shown.set(day, await list(ctx));
  }
  const books: number[][] = [];
  for (const [day, then] of shown) {
    const again = await list(ctx, { asOf: day });
    expect(again).toEqual(then);
    const { currencies } = await getTrialBalance({ ctx, input: { asOf: day } });
    const balances = new Map(currencies[0]?.rows.map((row) => [row.code, row.balanceMinor]));
    books.push([balances.get("1100") ?? 0, 0 - (balances.get("2010") ?? 0)]);
    expect([again.totals[0]?.totalMinor, again.totals[0]?.creditMinor]).toEqual(books.at(-1));
  }
  // The days differ, so that the comparison says something.
  expect(new Set(books.map(String)).size).toBeGreaterThan(6);
});

describe("the list", () => {
  test("pages by key in each order, both ways, without loss or double", async () => {
    const { ctx, property } = await makeTenancy(house);
    for (const index of [3, 1, 4, 1, 5, 9, 2, 6]) {
      const { lease } = await makeTenant(house, property);
      await makeInvoice(house.arrange, lease, {
        charges: [{ kind: "rent", netMinor: index * 100 }],
        dueOn: addDays(today, -index),
      });
    }
    for (const sort of ["overdue", "tenant", "oldest"] as const) {
      for (const direction of ["asc", "desc"] as const) {
        const whole = await list(ctx, { sort, order: direction });
        expect(whole.items).toHaveLength(8);
        const paged = [];
        let cursor: string | undefined;
        do {
          const page = await list(ctx, {
            sort,
            order: direction,
            limit: 3,
            ...(cursor === undefined ? {} : { cursor }),
          });
          expect(page.total).toEqual({ count: 8, isCapped: false });
          expect(page.totals).toEqual(whole.totals);
          paged.push(...page.items);
          cursor = page.nextCursor ?? undefined;
        } while (cursor !== undefined);
        expect(paged).toEqual(whole.items);
      }
    }
    const amounts = (await list(ctx)).items.map((row) => row.overdueMinor);
    expect(amounts).toEqual(amounts.toSorted((a, b) => b - a));
  });

  test("filters by property, age, currency and words", async () => {
    const { ctx, lease, tenant, agency } = await makeTenancy(house);
    const property = await makeProperty(house.arrange, agency.id);
    const other = await makeTenant(house, property);
    await makeInvoice(house.arrange, lease, { charges: rent, dueOn: "2026-04-01" });
    await makeInvoice(house.arrange, other.lease, { charges: rent });
    const ids = async (input: Partial<ListArrearsInput>) =>
      (await list(ctx, input)).items.map((row) => row.leaseId);
    expect(await ids({})).toHaveLength(2);
    expect(await ids({ propertyId: property.id })).toEqual([other.lease.id]);
    expect(await ids({ minDays: 75 })).toEqual([lease.id]);
    expect(await ids({ minDays: 76 })).toEqual([]);
    expect(await ids({ currency: "KES" })).toHaveLength(2);
    expect(await ids({ currency: "USD" })).toEqual([]);
    expect(await ids({ q: tenant.name })).toEqual([lease.id]);
    expect(await ids({ q: `l-${other.lease.number}` })).toEqual([other.lease.id]);
    expect((await list(ctx, { propertyId: property.id })).totals).toMatchObject([
      { totalMinor: 100, leaseCount: 1 },
    ]);
  });

  test("shows a member their properties, and no other agency anything", async () => {
    const { ctx, lease, agency, property } = await makeTenancy(house);
    const elsewhere = await makeProperty(house.arrange, agency.id);
    const other = await makeTenant(house, elsewhere);
    for (const each of [lease, other.lease]) await makeInvoice(house.arrange, each, { charges: rent });
    const scoped = await makeColleague(house, agency, { role: "agent", propertyIds: [property.id] });
    expect((await list(scoped)).items.map((row) => row.leaseId)).toEqual([lease.id]);
    expect((await list(scoped)).totals).toMatchObject([{ totalMinor: 100 }]);
    expect((await list(scoped, { propertyId: elsewhere.id })).items).toEqual([]);
    expect((await list(ctx)).items).toHaveLength(2);
    const stranger = await makeTenancy(house);
    expect(await list(stranger.ctx)).toMatchObject({ items: [], totals: [], total: { count: 0 } });
  });

  test("refuses a day ahead and a cursor of another order", async () => {
    const { ctx } = await makeTenancy(house);
    await expect(list(ctx, { asOf: "2026-06-16" })).rejects.toMatchObject({ code: "INVALID" });
    await expect(list(ctx, { cursor: "nonsense" })).rejects.toMatchObject({ code: "INVALID" });
  });
});
