import { ListPaymentsInput } from "@stead/contracts/payments";
import { makeInvoice } from "@stead/testing/invoice-factory";
import { makeProperty } from "@stead/testing/factories";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeColleague, openTestHouse, type TestContext, type TestHouse } from "../context/test-house.ts";
import { aPayment, rentMinor } from "../context/test-money.ts";
import { makeTenancy, makeTenant } from "../context/test-tenancy.ts";
import { allocatePayment, getReceipt, listPayments, recordPayment } from "./index.ts";

let house: TestHouse;
beforeAll(async () => {
  house = await openTestHouse();
});
afterAll(() => house.close());

const list = (ctx: TestContext, input: object = {}) =>
  listPayments({ ctx, input: ListPaymentsInput.parse(input) });
const numbers = async (ctx: TestContext, input: object = {}) =>
  (await list(ctx, input)).items.map(({ number }) => number);

describe("the list of payments", () => {
  test("comes newest first, in pages, either way, with who and where", async () => {
    const { ctx, lease, tenant, property } = await makeTenancy(house);
    for (const receivedOn of ["2026-06-03", "2026-06-05", "2026-06-03", "2026-06-04"]) {
      await recordPayment({ ctx, input: aPayment(lease.id, { receivedOn }) });
    }
    expect(await numbers(ctx)).toEqual([2, 4, 3, 1]);
    expect(await numbers(ctx, { order: "asc" })).toEqual([1, 3, 4, 2]);
    expect(await numbers(ctx, { sort: "number" })).toEqual([4, 3, 2, 1]);
    for (const input of [{}, { sort: "number", order: "asc" }, { status: "allocated" }]) {
      const first = await list(ctx, { ...input, limit: 3 });
      const second = await list(ctx, { ...input, limit: 3, cursor: first.nextCursor });
      expect([...first.items, ...second.items]).toEqual((await list(ctx, input)).items);
      expect([first.total, second.nextCursor]).toEqual([{ count: 4, isCapped: false }, null]);
    }
    expect((await list(ctx)).items[0]).toMatchObject({
      leaseNumber: lease.number,
      tenantName: tenant.name,
      propertyName: property.name,
      unitLabel: expect.any(String),
      creditMinor: rentMinor,
    });
  });

  test("is filtered by status, rail, lease, property, days and words", async () => {
    const { ctx, lease, agency, property } = await makeTenancy(house);
    const elsewhere = await makeProperty(house.arrange, agency.id);
    const { lease: other, tenant } = await makeTenant(house, elsewhere);
    await recordPayment({ ctx, input: aPayment(lease.id, { reference: "MPESA QX71" }) });
    await recordPayment({ ctx, input: aPayment(other.id, { rail: "cash", receivedOn: "2026-06-01" }) });
    await recordPayment({
      ctx,
      input: aPayment(lease.id, { isSurplusCredit: false, receivedOn: "2026-05-01" }),
    });
    await recordPayment({ ctx, input: aPayment(null, { receivedOn: "2026-04-01" }) });
    expect(await numbers(ctx, { status: "unallocated" })).toEqual([3, 4]);
    expect(await numbers(ctx, { status: "unallocated", receivedFrom: "2026-04-02" })).toEqual([3]);
    expect(await numbers(ctx, { rail: "cash" })).toEqual([2]);
    expect(await numbers(ctx, { leaseId: lease.id })).toEqual([1, 3]);
    expect(await numbers(ctx, { propertyId: property.id })).toEqual([1, 3]);
    expect(await numbers(ctx, { receivedFrom: "2026-05-01", receivedTo: "2026-06-01" })).toEqual([2, 3]);
    expect(await numbers(ctx, { q: "qx71" })).toEqual([1]);
    expect(await numbers(ctx, { q: "r-2" })).toEqual([2]);
    expect(await numbers(ctx, { q: tenant.name })).toEqual([2]);
    expect(await numbers(ctx, { q: `l-${lease.number}` })).toEqual([1, 3]);
    expect(await numbers(ctx, { q: "nobody" })).toEqual([]);
  });

  test("shows a member their properties, with what was given a lease later, and no other agency anything", async () => {
    const { ctx, lease, agency, property } = await makeTenancy(house);
    const { lease: other } = await makeTenant(house, await makeProperty(house.arrange, agency.id));
    await recordPayment({ ctx, input: aPayment(lease.id) });
    await recordPayment({ ctx, input: aPayment(other.id) });
    const late = await recordPayment({ ctx, input: aPayment(null) });
    const scoped = await makeColleague(house, agency, { role: "viewer", propertyIds: [property.id] });
    expect(await numbers(scoped)).toEqual([1]);
    const assign = {
      paymentId: late.id,
      version: 1,
      leaseId: lease.id,
      source: "unallocated",
      allocations: null,
    } as const;
    await allocatePayment({ ctx, input: { ...assign, isSurplusCredit: true, idempotencyKey: "late-lease" } });
    expect(await numbers(scoped)).toEqual([3, 1]);
    expect(await numbers(ctx, { propertyId: property.id })).toEqual([3, 1]);
    expect(await list((await makeTenancy(house)).ctx)).toMatchObject({ items: [], total: { count: 0 } });
  });
});

describe("a receipt", () => {
  test("says what was paid, what is kept, and what the tenant owed at the end of that day", async () => {
    const { ctx, lease, tenant, agency } = await makeTenancy(house);
    const first = await makeInvoice(house.arrange, lease, { charges: [{ kind: "rent", netMinor: 900 }] });
    await makeInvoice(house.arrange, lease, {
      dueOn: "2026-06-08",
      charges: [{ kind: "rent", netMinor: 400 }],
    });
    await makeInvoice(house.arrange, lease, { dueOn: "2026-07-01", issuedOn: "2026-06-14" });
    const payment = await recordPayment({
      ctx,
      input: aPayment(lease.id, { amountMinor: 1_000, reference: "June" }),
    });
    const receipt = await getReceipt({ ctx, input: { paymentId: payment.id } });
    expect(receipt).toEqual({
      number: 1,
      agencyName: agency.name,
      receivedOn: "2026-06-10",
      rail: "bank",
      payerName: tenant.name,
      reference: "June",
      currency: "KES",
      amountMinor: 1_000,
      lines: [
        { invoiceNumber: first.number, dueOn: "2026-06-01", amountMinor: 900 },
        { invoiceNumber: first.number + 1, dueOn: "2026-06-08", amountMinor: 100 },
      ],
      creditMinor: 0,
      unallocatedMinor: 0,
      balanceAfterMinor: 300,
    });
    const ahead = await recordPayment({
      ctx,
      input: aPayment(lease.id, { amountMinor: 1_000, receivedOn: "2026-06-11" }),
    });
    expect(await getReceipt({ ctx, input: { paymentId: ahead.id } })).toMatchObject({
      creditMinor: 700,
      balanceAfterMinor: -700,
    });
    expect((await getReceipt({ ctx, input: { paymentId: payment.id } })).balanceAfterMinor).toBe(300);
  });

  test("without a lease owes nobody anything, and is shown to who may see it", async () => {
    const { ctx, tenant, agency } = await makeTenancy(house);
    const payment = await recordPayment({ ctx, input: aPayment(null, { payerContactId: tenant.id }) });
    const receipt = await getReceipt({ ctx, input: { paymentId: payment.id } });
    expect(receipt).toMatchObject({
      payerName: tenant.name,
      balanceAfterMinor: null,
      lines: [],
      unallocatedMinor: rentMinor,
    });
    const scoped = await makeColleague(house, agency, { role: "agent", propertyIds: [] });
    for (const each of [scoped, (await makeTenancy(house)).ctx]) {
      await expect(getReceipt({ ctx: each, input: { paymentId: payment.id } })).rejects.toMatchObject({
        code: "NOT_FOUND",
      });
    }
  });
});
