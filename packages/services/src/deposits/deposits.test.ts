import { ListDepositsInput } from "@stead/contracts/deposits";
import { newId } from "@stead/kernel/ids";
import { makeInvoice } from "@stead/testing/invoice-factory";
import { makeProperty } from "@stead/testing/factories";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { inTransaction } from "../context/index.ts";
import { makeColleague, openTestHouse, type TestContext, type TestHouse } from "../context/test-house.ts";
import { accountSums, aPayment, invoiceState } from "../context/test-money.ts";
import { makeTenancy, makeTenant, type Tenancy } from "../context/test-tenancy.ts";
import { runProof } from "../ledger/index.ts";
import { listPayments, recordPayment } from "../payments/index.ts";
import {
  getDepositTotals,
  getLeaseDeposit,
  listDeposits,
  refundDeposit,
  refundInTransaction,
  transferDeposit,
  withholdDeposit,
  withholdInTransaction,
} from "./index.ts";

let house: TestHouse;
beforeAll(async () => {
  house = await openTestHouse();
});
afterAll(() => house.close());

const key = () => ({ idempotencyKey: newId() });

/** A tenancy whose deposit of 1,000 is paid and held. */
async function heldTenancy(): Promise<Tenancy> {
  const tenancy = await makeTenancy(house);
  const { ctx, lease } = tenancy;
  await makeInvoice(house.arrange, lease, {
    kind: "deposit",
    charges: [{ kind: "deposit", netMinor: 1_000 }],
  });
  await recordPayment({ ctx, input: aPayment(lease.id, { amountMinor: 1_000 }) });
  return tenancy;
}

const withhold = (ctx: TestContext, leaseId: string, amountMinor: number, movedOn?: string) =>
  withholdDeposit({
    ctx,
    input: { leaseId, amountMinor, reason: "arrears", ...(movedOn ? { movedOn } : {}), ...key() },
  });
const refund = (ctx: TestContext, leaseId: string, amountMinor: number, paidOn?: string) =>
  refundDeposit({
    ctx,
    input: {
      leaseId,
      amountMinor,
      rail: "bank",
      reason: "moved out",
      ...(paidOn ? { paidOn } : {}),
      ...key(),
    },
  });

describe("withholding", () => {
  test("pays the oldest due invoices, deposits left out, as a receipt of its own", async () => {
    const tenancy = await heldTenancy();
    const { ctx, lease, agency } = tenancy;
    const newer = await makeInvoice(house.arrange, lease, {
      dueOn: "2026-06-10",
      charges: [{ kind: "damage", netMinor: 500 }],
      kind: "fee",
    });
    const older = await makeInvoice(house.arrange, lease, { charges: [{ kind: "rent", netMinor: 600 }] });
    const more = await makeInvoice(house.arrange, lease, {
      kind: "deposit",
      charges: [{ kind: "deposit", netMinor: 50 }],
    });
    const deposit = await withhold(ctx, lease.id, 900);
    expect(deposit).toMatchObject({ invoicedMinor: 1_050, heldMinor: 100, currency: "KES" });
    expect(deposit.movements.at(-1)).toMatchObject({
      kind: "withheld",
      amountMinor: -900,
      movedOn: "2026-06-15",
      reason: "arrears",
    });
    expect(await invoiceState(house, older.id)).toEqual({ open: 0, paid: 600, status: "paid" });
    expect(await invoiceState(house, newer.id)).toEqual({ open: 200, paid: 300, status: "part_paid" });
    expect(await invoiceState(house, more.id)).toMatchObject({ open: 50 });
    expect(await accountSums(house, agency.id)).toEqual({
      1000: 900,
      1005: 100,
      1100: 200,
      1110: 50,
      2000: -100,
      2005: -50,
      4000: -600,
      4020: -500,
    });
    const { items } = await listPayments({ ctx, input: { sort: "received", limit: 5, rail: "deposit" } });
    expect(items).toMatchObject([
      {
        rail: "deposit",
        amountMinor: 900,
        allocatedMinor: 900,
        status: "allocated",
        receivedOn: "2026-06-15",
      },
    ]);
    const figures = await house.arrange.query(
      `select sum(amount_minor) as sum from stat_deltas where agency_id = $1 and metric = 'received'`,
      agency.id,
    );
    expect(figures).toEqual([{ sum: 1_000 }]);
    expect((await runProof({ ctx })).isSound).toBe(true);
  });

  test("more than is held, more than is open, or on a day that cannot be, is refused", async () => {
    const { ctx, lease } = await heldTenancy();
    await expect(withhold(ctx, lease.id, 1_001)).rejects.toMatchObject({
      code: "PRECONDITION",
      details: { heldMinor: 1_000 },
    });
    await expect(withhold(ctx, lease.id, 1)).rejects.toMatchObject({
      code: "PRECONDITION",
      details: { openMinor: 0 },
    });
    await makeInvoice(house.arrange, lease);
    for (const day of ["2026-06-16", "2026-06-09"]) {
      await expect(withhold(ctx, lease.id, 1, day)).rejects.toMatchObject({
        code: "INVALID",
        details: { fields: [{ path: "movedOn" }] },
      });
    }
    expect((await withhold(ctx, lease.id, 1, "2026-06-11")).movements.at(-1)).toMatchObject({
      movedOn: "2026-06-11",
    });
  });

  test("happens inside another act and vanishes with it", async () => {
    const { ctx, lease } = await heldTenancy();
    await makeInvoice(house.arrange, lease);
    const failing = inTransaction(ctx, async (tx) => {
      await withholdInTransaction(tx, ctx, { leaseId: lease.id, amountMinor: 10, reason: "end" });
      await refundInTransaction(tx, ctx, { leaseId: lease.id, amountMinor: 20, rail: "cash", reason: "end" });
      throw new Error("the act failed");
    });
    await expect(failing).rejects.toThrow("the act failed");
    expect(await getLeaseDeposit({ ctx, input: { id: lease.id } })).toMatchObject({ heldMinor: 1_000 });
  });
});

describe("refunding", () => {
  test("pays out of the deposit bank, numbered, once for a key, never more than is held", async () => {
    const { ctx, lease, agency } = await heldTenancy();
    const input = {
      leaseId: lease.id,
      amountMinor: 700,
      rail: "cash" as const,
      reason: "moved out",
      ...key(),
    };
    const first = await refundDeposit({ ctx, input });
    expect(await refundDeposit({ ctx, input })).toEqual(first);
    expect(first).toMatchObject({ heldMinor: 300 });
    expect(first.movements.at(-1)).toMatchObject({ kind: "refunded", amountMinor: -700 });
    expect(await accountSums(house, agency.id)).toEqual({ 1005: 300, 2000: -300 });
    const refunds = await house.arrange.query(
      `select number, source, rail, payment_id as payment, amount_minor as amount from refunds where agency_id = $1`,
      agency.id,
    );
    expect(refunds).toEqual([{ number: 1, source: "deposit", rail: "cash", payment: null, amount: 700 }]);
    await expect(refund(ctx, lease.id, 301)).rejects.toMatchObject({ code: "PRECONDITION" });
    await expect(refund(ctx, lease.id, 1, "2026-06-01")).rejects.toMatchObject({ code: "INVALID" });
    expect((await refund(ctx, lease.id, 300, "2026-06-15")).heldMinor).toBe(0);
  });

  test("needs the right to refund, and the property", async () => {
    const { ctx, lease, agency } = await heldTenancy();
    const agent = await makeColleague(house, agency, { role: "agent" });
    await expect(refund(agent, lease.id, 1)).rejects.toMatchObject({ code: "FORBIDDEN" });
    const elsewhere = await makeProperty(house.arrange, agency.id);
    const scoped = await makeColleague(house, agency, { role: "manager", propertyIds: [elsewhere.id] });
    await expect(refund(scoped, lease.id, 1)).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(withhold(scoped, lease.id, 1)).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(getLeaseDeposit({ ctx: scoped, input: { id: lease.id } })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    expect((await getLeaseDeposit({ ctx, input: { id: lease.id } })).heldMinor).toBe(1_000);
  });
});

describe("transferring", () => {
  const transfer = (ctx: TestContext, fromLeaseId: string, toLeaseId: string, amountMinor: number) =>
    transferDeposit({ ctx, input: { fromLeaseId, toLeaseId, amountMinor, reason: "renewed", ...key() } });

  test("moves what is held by a pair of journals, each in its property", async () => {
    const { ctx, lease, agency, tenant } = await heldTenancy();
    const property = await makeProperty(house.arrange, agency.id);
    const { lease: next } = await makeTenant(house, property, tenant);
    expect(await transfer(ctx, lease.id, next.id, 400)).toMatchObject({ leaseId: lease.id, heldMinor: 600 });
    expect(await getLeaseDeposit({ ctx, input: { id: next.id } })).toMatchObject({
      heldMinor: 400,
      movements: [{ kind: "transferred", amountMinor: 400 }],
    });
    const books = await house.arrange.query(
      `select property_id as property, account_code as code, sum(amount_minor) as sum from journal_lines
       where agency_id = $1 and account_code in ('1005', '2000') and property_id = $2 group by 1, 2 order by 2`,
      agency.id,
      property.id,
    );
    expect(books).toEqual([
      { property: property.id, code: "1005", sum: 400 },
      { property: property.id, code: "2000", sum: -400 },
    ]);
    await transfer(ctx, next.id, lease.id, 400);
    expect((await runProof({ ctx })).isSound).toBe(true);
  });

  test("to another tenant, in another currency, to itself, or of more than is held, is refused", async () => {
    const { ctx, lease, agency, property, tenant } = await heldTenancy();
    const { lease: other } = await makeTenant(house, property);
    await expect(transfer(ctx, lease.id, other.id, 1)).rejects.toMatchObject({
      code: "PRECONDITION",
      message: "the leases have different tenants",
    });
    const { lease: dollars } = await makeTenant(house, property, tenant);
    await house.arrange.query(`update leases set currency = 'USD' where id = $1`, dollars.id);
    await expect(transfer(ctx, lease.id, dollars.id, 1)).rejects.toMatchObject({ code: "PRECONDITION" });
    await expect(transfer(ctx, lease.id, lease.id, 1)).rejects.toMatchObject({ code: "INVALID" });
    const { lease: next } = await makeTenant(house, property, tenant);
    await expect(transfer(ctx, lease.id, next.id, 1_001)).rejects.toMatchObject({ code: "PRECONDITION" });
    await expect(transfer(ctx, lease.id, newId(), 1)).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect(await accountSums(house, agency.id)).toEqual({ 1005: 1_000, 2000: -1_000 });
  });
});

describe("the list of deposits", () => {
  test("shows what was agreed and is held, by the lease's number, filtered and in scope", async () => {
    const { ctx, lease, agency, property, tenant } = await heldTenancy();
    const elsewhere = await makeProperty(house.arrange, agency.id);
    const { lease: agreed } = await makeTenant(house, elsewhere);
    await house.arrange.query(`update leases set deposit_minor = 70 where id = $1`, agreed.id);
    await makeTenant(house, property);
    const list = async (input: object, actor = ctx) =>
      (await listDeposits({ ctx: actor, input: ListDepositsInput.parse(input) })).items;
    expect(await list({})).toEqual([
      expect.objectContaining({ leaseId: agreed.id, agreedMinor: 70, heldMinor: 0 }),
      expect.objectContaining({
        leaseId: lease.id,
        heldMinor: 1_000,
        tenantName: tenant.name,
        propertyName: property.name,
        leaseStatus: "active",
      }),
    ]);
    const ids = async (input: object, actor = ctx) => (await list(input, actor)).map((row) => row.leaseId);
    expect(await ids({ propertyId: property.id })).toEqual([lease.id]);
    expect(await ids({ q: tenant.name })).toEqual([lease.id]);
    expect(await ids({ order: "asc", limit: 1 })).toEqual([lease.id]);
    const scoped = await makeColleague(house, agency, { role: "viewer", propertyIds: [elsewhere.id] });
    expect(await ids({}, scoped)).toEqual([agreed.id]);
    const sums = (input: object, actor = ctx) => getDepositTotals({ ctx: actor, input });
    const currency = lease.currency;
    const all = { currency, leaseCount: 2, agreedMinor: 70, missingMinor: 70, heldMinor: 1_000 };
    expect(await sums({})).toEqual([all]);
    const held = { currency, leaseCount: 1, agreedMinor: 0, missingMinor: 0, heldMinor: 1_000 };
    expect(await sums({ propertyId: property.id })).toEqual([held]);
    expect(await sums({ q: tenant.name })).toEqual([held]);
    expect(await sums({}, scoped)).toMatchObject([{ leaseCount: 1, heldMinor: 0 }]);
    await house.arrange.query(
      "update leases set status = 'ended', ended_on = start_on where id = $1",
      agreed.id,
    );
    expect(await sums({})).toEqual([{ ...all, missingMinor: 0 }]);
    const other = (await makeTenancy(house)).ctx;
    expect(await ids({}, other)).toEqual([]);
    expect(await sums({}, other)).toEqual([]);
  });
});
