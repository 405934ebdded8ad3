import { newId } from "@stead/kernel/ids";
import { makeInvoice } from "@stead/testing/invoice-factory";
import { makeProperty } from "@stead/testing/factories";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { creditInvoice } from "../billing/index.ts";
import { inTransaction } from "../context/index.ts";
import { makeColleague, openTestHouse, type TestHouse } from "../context/test-house.ts";
import { accountSums, aPayment, invoiceState, partsOf, rentMinor } from "../context/test-money.ts";
import { makeTenancy, makeTenant } from "../context/test-tenancy.ts";
import { runProof } from "../ledger/index.ts";
import {
  applyCredit,
  applyCredits,
  getPayment,
  lockInvoiceMoney,
  moveAllocationsToCredit,
  recordPayment,
  recordPayments,
} from "./index.ts";

let house: TestHouse;
beforeAll(async () => {
  house = await openTestHouse();
});
afterAll(() => house.close());

const waitingJobs = (agencyId: string) =>
  house.arrange.query<{ at: Date }>(
    `select run_after as at from outbox where agency_id = $1 and name = 'payments.apply-credit'`,
    agencyId,
  );

describe("a tenant's credit", () => {
  test("pays what came due, the oldest receipt first, and says so", async () => {
    const { ctx, lease, agency } = await makeTenancy(house);
    const older = await recordPayment({
      ctx,
      input: aPayment(lease.id, { amountMinor: 600, receivedOn: "2026-06-02" }),
    });
    const newer = await recordPayment({ ctx, input: aPayment(lease.id, { amountMinor: 700 }) });
    const invoice = await makeInvoice(house.arrange, lease, {
      dueOn: "2026-07-01",
      issuedOn: "2026-06-15",
      charges: [{ kind: "rent", netMinor: 1_000 }],
    });
    expect(await applyCredit({ ctx, input: { leaseId: lease.id } })).toEqual({
      allocatedMinor: 0,
      allocationCount: 0,
    });
    ctx.clock.set("2026-06-30T21:30:00Z");
    expect(await applyCredit({ ctx, input: { leaseId: lease.id } })).toEqual({
      allocatedMinor: 1_000,
      allocationCount: 2,
    });
    expect(await applyCredit({ ctx, input: { leaseId: lease.id } })).toEqual({
      allocatedMinor: 0,
      allocationCount: 0,
    });
    expect(await invoiceState(house, invoice.id)).toEqual({ open: 0, paid: 1_000, status: "paid" });
    const paid = await getPayment({ ctx, input: { id: older.id } });
    expect(paid.allocations).toMatchObject([
      { amountMinor: 600, source: "credit", allocatedOn: "2026-07-01" },
    ]);
    expect(paid.allocations[0]?.explanation.steps[0]).toBe(
      "The tenant's credit of receipt 1 pays what came due",
    );
    expect(partsOf(await getPayment({ ctx, input: { id: newer.id } }))).toEqual({
      allocatedMinor: 400,
      creditMinor: 300,
      status: "allocated",
    });
    expect(await accountSums(house, agency.id)).toEqual({ 1000: 1_300, 2010: -300, 4000: -1_000 });
  });

  test("waits for the next due day by itself, unless the agency wants no such thing", async () => {
    const { ctx, lease, agency } = await makeTenancy(house);
    await recordPayment({ ctx, input: aPayment(lease.id) });
    await makeInvoice(house.arrange, lease, { dueOn: "2026-08-01", issuedOn: "2026-06-15" });
    expect(await waitingJobs(agency.id)).toEqual([]);
    await applyCredit({ ctx, input: { leaseId: lease.id } });
    expect(await waitingJobs(agency.id)).toEqual([{ at: new Date("2026-07-31T21:00:00Z") }]);
    const manual = await makeTenancy(house, { agency: { policies: { isCreditAutoApplied: false } } });
    await recordPayment({ ctx: manual.ctx, input: aPayment(manual.lease.id) });
    const due = await makeInvoice(house.arrange, manual.lease);
    expect(await applyCredit({ ctx: manual.ctx, input: { leaseId: manual.lease.id } })).toEqual({
      allocatedMinor: 0,
      allocationCount: 0,
    });
    expect(await invoiceState(house, due.id)).toMatchObject({ open: rentMinor });
  });

  test("pays once, however many jobs try at once", async () => {
    const { ctx, lease, agency } = await makeTenancy(house);
    for (const amountMinor of [300, 400, 500])
      await recordPayment({ ctx, input: aPayment(lease.id, { amountMinor }) });
    await makeInvoice(house.arrange, lease, { charges: [{ kind: "rent", netMinor: 1_000 }] });
    const results = await Promise.all(
      Array.from({ length: 20 }, () => applyCredit({ ctx, input: { leaseId: lease.id } })),
    );
    expect(results.reduce((sum, result) => sum + result.allocatedMinor, 0)).toBe(1_000);
    expect(await accountSums(house, agency.id)).toEqual({ 1000: 1_200, 2010: -200, 4000: -1_000 });
  });

  test("is out of reach of another agency and another property's member", async () => {
    const { ctx, lease, agency } = await makeTenancy(house);
    await recordPayment({ ctx, input: aPayment(lease.id) });
    const stranger = await makeTenancy(house);
    await expect(applyCredit({ ctx: stranger.ctx, input: { leaseId: lease.id } })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    const elsewhere = await makeProperty(house.arrange, agency.id);
    const scoped = await makeColleague(house, agency, { role: "agent", propertyIds: [elsewhere.id] });
    await expect(applyCredit({ ctx: scoped, input: { leaseId: lease.id } })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
  });
});

describe("what was paid on an invoice that is credited", () => {
  const credit = (invoiceId: string, amountMinor: number) => ({
    invoiceId,
    amountMinor,
    reason: "leak",
    idempotencyKey: newId(),
  });

  test("becomes credit, the latest payment first, and the rest stays allocated", async () => {
    const { ctx, lease, agency } = await makeTenancy(house);
    const invoice = await makeInvoice(house.arrange, lease, {
      charges: [
        { kind: "rent", netMinor: 800 },
        { kind: "utility", netMinor: 200 },
      ],
    });
    const first = await recordPayment({ ctx, input: aPayment(lease.id, { amountMinor: 600 }) });
    const second = await recordPayment({ ctx, input: aPayment(lease.id, { amountMinor: 300 }) });
    await creditInvoice({ ctx, input: credit(invoice.id, 500) });
    expect(await invoiceState(house, invoice.id)).toMatchObject({ open: 0, paid: 500, status: "paid" });
    expect(partsOf(await getPayment({ ctx, input: { id: second.id } }))).toEqual({
      creditMinor: 300,
      status: "allocated",
    });
    const kept = await getPayment({ ctx, input: { id: first.id } });
    expect(partsOf(kept)).toEqual({ allocatedMinor: 500, creditMinor: 100, status: "allocated" });
    expect(kept.allocations.map(({ amountMinor }) => amountMinor)).toEqual(
      expect.arrayContaining([600, -600, 500]),
    );
    expect(kept.allocations.find(({ amountMinor }) => amountMinor === 500)?.explanation.rule).toBe(
      "The rest stays",
    );
    expect(await accountSums(house, agency.id)).toMatchObject({ 1000: 900, 2010: -400 });
    expect(await waitingJobs(agency.id)).toHaveLength(1);
    expect((await runProof({ ctx })).isSound).toBe(true);
  });

  test("more than was paid is refused", async () => {
    const { ctx, lease } = await makeTenancy(house);
    const invoice = await makeInvoice(house.arrange, lease);
    await recordPayment({ ctx, input: aPayment(lease.id, { amountMinor: 600 }) });
    const move = { invoiceId: invoice.id, amountMinor: 601, on: "2026-06-15", reason: "leak" };
    await expect(inTransaction(ctx, (tx) => moveAllocationsToCredit(tx, ctx, move))).rejects.toMatchObject({
      code: "PRECONDITION",
      details: { allocatedMinor: 600 },
    });
    await expect(inTransaction(ctx, (tx) => lockInvoiceMoney(tx, ctx, newId()))).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
  });

  test("a credit note against payments, all at once: no invoice is overpaid and no lock is waited for in a circle", async () => {
    const { ctx, lease, agency } = await makeTenancy(house);
    const invoice = await makeInvoice(house.arrange, lease, {
      charges: [{ kind: "rent", netMinor: 10_000 }],
    });
    const acts = Array.from({ length: 24 }, (_, index) =>
      index % 3 === 0
        ? creditInvoice({ ctx, input: credit(invoice.id, 900) })
        : recordPayment({ ctx, input: aPayment(lease.id, { amountMinor: 700 }) }),
    );
    expect((await Promise.allSettled(acts)).filter(({ status }) => status === "rejected")).toEqual([]);
    const [row] = await house.arrange.query<{ open: number; paid: number; credited: number }>(
      `select open_minor as open, paid_minor as paid, credited_minor as credited from invoice_balances where invoice_id = $1`,
      invoice.id,
    );
    expect(row).toEqual({ open: 0, paid: 2_800, credited: 7_200 });
    expect(await accountSums(house, agency.id)).toMatchObject({ 1000: 11_200, 2010: -8_400 });
    expect((await runProof({ ctx })).isSound).toBe(true);
  });
});

describe("many at once", () => {
  test("receipts of a list are booked as they would be one by one", async () => {
    const { ctx, lease, agency, property } = await makeTenancy(house);
    const { lease: neighbour } = await makeTenant(house, property);
    const singles = await makeTenancy(house);
    const { lease: double } = await makeTenant(house, singles.property);
    for (const each of [lease, neighbour, singles.lease, double]) {
      await makeInvoice(house.arrange, each, {
        dueOn: "2026-05-01",
        charges: [{ kind: "rent", netMinor: 1_000 }],
      });
      await makeInvoice(house.arrange, each, { charges: [{ kind: "rent", netMinor: 1_000 }] });
    }
    const row = (leaseId: string | null, amountMinor: number) =>
      ({
        leaseId,
        rail: "bank",
        amountMinor,
        currency: "KES",
        receivedOn: "2026-06-10",
        reference: null,
      }) as const;
    const list = (a: string, b: string) => [row(a, 1_500), row(b, 2_500), row(null, 90), row(a, 1_000)];
    const recorded = await recordPayments({ ctx, input: { payments: list(lease.id, neighbour.id) } });
    expect(recorded).toMatchObject({ allocatedMinor: 4_000, creditMinor: 1_000, unallocatedMinor: 90 });
    for (const { receivedOn, ...each } of list(singles.lease.id, double.id))
      await recordPayment({ ctx: singles.ctx, input: aPayment(each.leaseId, { ...each, receivedOn }) });
    expect(await accountSums(house, agency.id)).toEqual(await accountSums(house, singles.agency.id));
    expect((await runProof({ ctx })).isSound).toBe(true);
    await expect(recordPayments({ ctx, input: { payments: [row(newId(), 1)] } })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    await expect(
      recordPayments({ ctx, input: { payments: [{ ...row(lease.id, 1), currency: "USD" }] } }),
    ).rejects.toMatchObject({ code: "INVALID" });
    const flood = Array.from({ length: 1_001 }, () => row(lease.id, 1));
    await expect(recordPayments({ ctx, input: { payments: flood } })).rejects.toMatchObject({
      code: "TOO_LARGE",
    });
  });

  test("credits of the agency pay what came due, once", async () => {
    const { ctx, lease, agency, property } = await makeTenancy(house);
    const { lease: neighbour } = await makeTenant(house, property);
    for (const each of [lease, neighbour]) {
      await recordPayment({ ctx, input: aPayment(each.id, { amountMinor: 600 }) });
      await recordPayment({ ctx, input: aPayment(each.id, { amountMinor: 600 }) });
      await makeInvoice(house.arrange, each, { charges: [{ kind: "rent", netMinor: 1_000 }] });
    }
    expect(await applyCredits({ ctx, input: { dueBy: "2026-06-15" } })).toEqual({
      allocatedMinor: 2_000,
      allocationCount: 4,
    });
    expect(await applyCredits({ ctx, input: { dueBy: "2026-06-15" } })).toEqual({
      allocatedMinor: 0,
      allocationCount: 0,
    });
    expect(await accountSums(house, agency.id)).toEqual({ 1000: 2_400, 2010: -400, 4000: -2_000 });
    expect((await runProof({ ctx })).isSound).toBe(true);
  });
});
