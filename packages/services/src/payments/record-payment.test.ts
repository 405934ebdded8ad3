import type { RecordPaymentInput } from "@stead/contracts/payments";
import { countStatements } from "@stead/db/observe";
import { newId } from "@stead/kernel/ids";
import { makeInvoice } from "@stead/testing/invoice-factory";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeColleague, openTestHouse, type TestHouse } from "../context/test-house.ts";
import { accountSums, aPayment, invoiceState, partsOf, rentMinor } from "../context/test-money.ts";
import { makeTenancy, makeTenant } from "../context/test-tenancy.ts";
import { getPayment, recordPayment } from "./index.ts";

let house: TestHouse;
beforeAll(async () => {
  house = await openTestHouse();
});
afterAll(() => house.close());

describe("a payment", () => {
  test("pays the oldest due invoice, keeps the rest as credit, and explains both", async () => {
    const tenancy = await makeTenancy(house);
    const { ctx, lease, tenant, property } = tenancy;
    const invoice = await makeInvoice(house.arrange, lease);
    const next = await makeInvoice(house.arrange, lease, { dueOn: "2026-07-01", issuedOn: "2026-06-10" });
    const payment = await recordPayment({
      ctx,
      input: aPayment(lease.id, { amountMinor: 3_500_000, reference: "rent", externalId: newId() }),
    });
    expect(payment).toMatchObject({
      number: 1,
      rail: "bank",
      receivedOn: "2026-06-10",
      leaseId: lease.id,
      leaseNumber: lease.number,
      tenantName: tenant.name,
      propertyName: property.name,
      amountMinor: 3_500_000,
      recordedBy: expect.any(String),
      version: 1,
      reversal: null,
      refunds: [],
      allocations: [
        {
          invoiceId: invoice.id,
          invoiceNumber: invoice.number,
          amountMinor: rentMinor,
          source: "unallocated",
          allocatedOn: "2026-06-10",
          isReversed: false,
          reversesId: null,
        },
      ],
    });
    expect(partsOf(payment)).toEqual({
      allocatedMinor: rentMinor,
      creditMinor: 500_000,
      status: "allocated",
    });
    expect(payment.journals.map(({ event }) => event).toSorted()).toEqual([
      "payment.allocated",
      "payment.credited",
      "payment.received",
    ]);
    expect(payment.allocations[0]?.explanation.rule).toBe("Oldest due date first");
    expect(await invoiceState(house, invoice.id)).toEqual({ open: 0, paid: rentMinor, status: "paid" });
    expect(await invoiceState(house, next.id)).toEqual({ open: rentMinor, paid: 0, status: "open" });
    expect(await accountSums(house, tenancy.agency.id)).toEqual({
      1000: 3_500_000,
      1100: rentMinor,
      2010: -500_000,
      4000: -6_000_000,
    });
    expect(await getPayment({ ctx, input: { id: payment.id } })).toEqual(payment);
  });

  test("credit waits for the next due day as a job of that day", async () => {
    const { ctx, lease, agency } = await makeTenancy(house);
    await makeInvoice(house.arrange, lease, { dueOn: "2026-07-01", issuedOn: "2026-06-10" });
    await recordPayment({ ctx, input: aPayment(lease.id) });
    const jobs = await house.arrange.query(
      `select name, payload, run_after as at from outbox where agency_id = $1`,
      agency.id,
    );
    expect(jobs).toEqual([
      {
        name: "payments.apply-credit",
        payload: { agencyId: agency.id, leaseId: lease.id },
        at: new Date("2026-06-30T21:00:00Z"),
      },
    ]);
  });

  test("cash goes to the cash account and surplus may stay unallocated", async () => {
    const tenancy = await makeTenancy(house);
    const payment = await recordPayment({
      ctx: tenancy.ctx,
      input: aPayment(tenancy.lease.id, { rail: "cash", isSurplusCredit: false }),
    });
    expect(partsOf(payment)).toEqual({ unallocatedMinor: rentMinor, status: "unallocated" });
    expect(await accountSums(house, tenancy.agency.id)).toEqual({
      1030: rentMinor,
      2020: -rentMinor,
    });
  });

  test("a deposit is held once it is paid: receivable settled, liability and deposit bank grow, owners get nothing", async () => {
    const tenancy = await makeTenancy(house);
    const { ctx, lease, agency } = tenancy;
    const invoice = await makeInvoice(house.arrange, lease, {
      kind: "deposit",
      charges: [{ kind: "deposit", netMinor: 6_000_000 }],
    });
    await recordPayment({ ctx, input: aPayment(lease.id, { amountMinor: 4_000_000, rail: "cash" }) });
    expect(await invoiceState(house, invoice.id)).toEqual({
      open: 2_000_000,
      paid: 4_000_000,
      status: "part_paid",
    });
    expect(await accountSums(house, tenancy.agency.id)).toEqual({
      1005: 4_000_000,
      1110: 2_000_000,
      2000: -4_000_000,
      2005: -2_000_000,
    });
    const movements = await house.arrange.query(
      `select kind, amount_minor as amount from deposit_movements where agency_id = $1 order by created_at, kind`,
      agency.id,
    );
    expect(movements).toEqual([
      { kind: "invoiced", amount: 6_000_000 },
      { kind: "received", amount: 4_000_000 },
    ]);
    expect(await house.arrange.query(`select from owner_entries where agency_id = $1`, agency.id)).toEqual(
      [],
    );
  });

  test("the owners' cash book gets each part under its kind, and in all the lines of the invoice", async () => {
    const { ctx, lease, agency } = await makeTenancy(house);
    const charges = [
      { kind: "rent", netMinor: 100_000 },
      { kind: "concession", netMinor: -10_000 },
      { kind: "utility", netMinor: 20_001, taxMinor: 3_200 },
      { kind: "parking", netMinor: 5_000 },
    ];
    await makeInvoice(house.arrange, lease, { charges });
    const entries = () =>
      house.arrange.query<{ kind: string; sum: number }>(
        `select kind, sum(amount_minor) as sum from owner_entries where agency_id = $1 group by 1 order by 1`,
        agency.id,
      );
    await recordPayment({ ctx, input: aPayment(lease.id, { amountMinor: 33_333 }) });
    expect((await entries()).reduce((sum, entry) => sum + entry.sum, 0)).toBe(33_333);
    await recordPayment({ ctx, input: aPayment(lease.id, { amountMinor: 100_000 }) });
    expect(await entries()).toEqual([
      { kind: "other", sum: 5_000 },
      { kind: "rent", sum: 90_000 },
      { kind: "tax", sum: 3_200 },
      { kind: "utility", sum: 20_001 },
    ]);
  });

  test("for a day before the invoice was issued, the allocation waits for the invoice's day", async () => {
    const { ctx, lease } = await makeTenancy(house);
    await makeInvoice(house.arrange, lease, { issuedOn: "2026-06-12", dueOn: "2026-06-14" });
    const payment = await recordPayment({ ctx, input: aPayment(lease.id) });
    expect(payment.allocations[0]?.allocatedOn).toBe("2026-06-12");
  });

  test("without a lease it waits as unallocated", async () => {
    const { ctx, tenant } = await makeTenancy(house);
    const payment = await recordPayment({
      ctx,
      input: aPayment(null, { payerContactId: tenant.id, reference: "unreadable" }),
    });
    expect(payment).toMatchObject({
      leaseId: null,
      tenantName: null,
      payerName: tenant.name,
      unallocatedMinor: rentMinor,
      status: "unallocated",
    });
  });
});

test("costs as many statements for one invoice as for thirty", async () => {
  const { ctx, lease, property } = await makeTenancy(house);
  const { lease: other } = await makeTenant(house, property);
  await makeInvoice(house.arrange, lease);
  for (let number = 0; number < 30; number++) await makeInvoice(house.arrange, other);
  const cost = async (leaseId: string, amountMinor: number) =>
    (await countStatements(() => recordPayment({ ctx, input: aPayment(leaseId, { amountMinor }) })))
      .statements;
  const few = await cost(lease.id, rentMinor);
  const many = await cost(other.id, 30 * rentMinor);
  expect(many).toEqual(few);
  expect(few.length).toBeLessThanOrEqual(15);
});

describe("what is refused", () => {
  const refusals: [string, Partial<RecordPaymentInput>, object][] = [
    [
      "a day in the future",
      { receivedOn: "2026-06-16" },
      { code: "INVALID", details: { fields: [{ path: "receivedOn" }] } },
    ],
    [
      "another currency than the lease's",
      { currency: "USD" },
      { code: "INVALID", details: { fields: [{ path: "currency" }] } },
    ],
    [
      "a choice without a lease",
      { leaseId: null, allocations: [] },
      { code: "INVALID", details: { fields: [{ path: "leaseId" }] } },
    ],
    ["a lease that is not there", { leaseId: newId() }, { code: "NOT_FOUND" }],
    ["a payer who is not there", { payerContactId: newId() }, { code: "NOT_FOUND" }],
  ];
  test.each(refusals)("%s", async (_, row, error) => {
    const { ctx, lease } = await makeTenancy(house);
    await expect(recordPayment({ ctx, input: aPayment(lease.id, row) })).rejects.toMatchObject(error);
  });

  test("more than an invoice has open", async () => {
    const { ctx, lease } = await makeTenancy(house);
    const invoice = await makeInvoice(house.arrange, lease);
    const input = aPayment(lease.id, {
      amountMinor: 2 * rentMinor,
      allocations: [{ invoiceId: invoice.id, amountMinor: rentMinor + 1 }],
    });
    await expect(recordPayment({ ctx, input })).rejects.toMatchObject({
      code: "PRECONDITION",
      details: { openMinor: rentMinor },
    });
  });

  test("a day in a closed month, and nothing of it stays", async () => {
    const { ctx, lease, agency } = await makeTenancy(house);
    await house.arrange.insert("ledger_periods", {
      agencyId: agency.id,
      month: "2026-05-01",
      status: "closed",
    });
    await expect(
      recordPayment({ ctx, input: aPayment(lease.id, { receivedOn: "2026-05-31" }) }),
    ).rejects.toMatchObject({ code: "PRECONDITION" });
    expect(await house.arrange.query(`select from payments where agency_id = $1`, agency.id)).toEqual([]);
    expect((await recordPayment({ ctx, input: aPayment(lease.id) })).number).toBe(1);
  });

  test("a viewer, another agency, and a property outside the member's", async () => {
    const { ctx, lease, agency, property } = await makeTenancy(house);
    const viewer = await makeColleague(house, agency, { role: "viewer" });
    await expect(recordPayment({ ctx: viewer, input: aPayment(lease.id) })).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
    const stranger = await makeTenancy(house);
    await expect(recordPayment({ ctx: stranger.ctx, input: aPayment(lease.id) })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    const payment = await recordPayment({ ctx, input: aPayment(lease.id) });
    await expect(getPayment({ ctx: stranger.ctx, input: { id: payment.id } })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    const scoped = await makeColleague(house, agency, { role: "agent", propertyIds: [property.id] });
    expect((await getPayment({ ctx: scoped, input: { id: payment.id } })).id).toBe(payment.id);
    await expect(recordPayment({ ctx: scoped, input: aPayment(null) })).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
    const elsewhere = await makeColleague(house, agency, { role: "agent", propertyIds: [] });
    await expect(getPayment({ ctx: elsewhere, input: { id: payment.id } })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    await expect(recordPayment({ ctx: elsewhere, input: aPayment(lease.id) })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
  });

  test("an invoice of another lease", async () => {
    const { ctx, lease, property } = await makeTenancy(house);
    const neighbour = await makeTenant(house, property);
    const invoice = await makeInvoice(house.arrange, neighbour.lease);
    const input = aPayment(lease.id, { allocations: [{ invoiceId: invoice.id, amountMinor: 1 }] });
    await expect(recordPayment({ ctx, input })).rejects.toMatchObject({ code: "PRECONDITION" });
  });
});
