import { newId } from "@stead/kernel/ids";
import { makeInvoice } from "@stead/testing/invoice-factory";
import type { PaymentDto, ReversePaymentInput } from "@stead/contracts/payments";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeColleague, openTestHouse, type TestContext, type TestHouse } from "../context/test-house.ts";
import { accountSums, aPayment, invoiceState, partsOf, rentMinor } from "../context/test-money.ts";
import { makeTenancy } from "../context/test-tenancy.ts";
import { refundDeposit, withholdDeposit } from "../deposits/index.ts";
import { getPayment, recordPayment, refundPayment, reverseAllocation, reversePayment } from "./index.ts";

let house: TestHouse;
beforeAll(async () => {
  house = await openTestHouse();
});
afterAll(() => house.close());

const key = () => ({ idempotencyKey: newId() });
const takeBack = (ctx: TestContext, allocationId: string | undefined) =>
  reverseAllocation({ ctx, input: { allocationId: allocationId ?? "", reason: "wrong invoice", ...key() } });
const reverse = (
  ctx: TestContext,
  { id, version }: PaymentDto,
  kind: ReversePaymentInput["kind"] = "bounced",
  reversedOn?: string,
) =>
  reversePayment({
    ctx,
    input: {
      paymentId: id,
      version,
      kind,
      reason: "no funds",
      ...(reversedOn ? { reversedOn } : {}),
      ...key(),
    },
  });
const ownerSum = async (agencyId: string) =>
  (
    await house.arrange.query<{ sum: number | null }>(
      `select sum(amount_minor) as sum from owner_entries where agency_id = $1`,
      agencyId,
    )
  )[0]?.sum;

describe("one allocation", () => {
  test("is taken back by a row of its own: invoice open, money unallocated, owners' entries undone", async () => {
    const { ctx, lease, agency } = await makeTenancy(house);
    const invoice = await makeInvoice(house.arrange, lease);
    const payment = await recordPayment({ ctx, input: aPayment(lease.id) });
    expect(await ownerSum(agency.id)).toBe(rentMinor);
    const after = await takeBack(ctx, payment.allocations[0]?.id);
    expect(partsOf(after)).toEqual({ unallocatedMinor: rentMinor, status: "unallocated" });
    expect(
      after.allocations.map(({ amountMinor, isReversed, reversesId, allocatedOn }) => [
        amountMinor,
        isReversed,
        reversesId,
        allocatedOn,
      ]),
    ).toEqual([
      [rentMinor, true, null, "2026-06-10"],
      [-rentMinor, false, payment.allocations[0]?.id, "2026-06-15"],
    ]);
    expect(await invoiceState(house, invoice.id)).toEqual({ open: rentMinor, paid: 0, status: "open" });
    expect(await accountSums(house, agency.id)).toEqual({
      1000: rentMinor,
      1100: rentMinor,
      2020: -rentMinor,
      4000: -rentMinor,
    });
    expect(await ownerSum(agency.id)).toBe(0);
  });

  test("once only, and never its own reversal", async () => {
    const { ctx, lease } = await makeTenancy(house);
    await makeInvoice(house.arrange, lease);
    const payment = await recordPayment({ ctx, input: aPayment(lease.id) });
    const after = await takeBack(ctx, payment.allocations[0]?.id);
    for (const { id } of after.allocations)
      await expect(takeBack(ctx, id)).rejects.toMatchObject({ code: "PRECONDITION" });
    await expect(takeBack(ctx, newId())).rejects.toMatchObject({ code: "NOT_FOUND" });
    const stranger = await makeTenancy(house);
    await expect(takeBack(stranger.ctx, payment.allocations[0]?.id)).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
  });

  test("money that is allocated again is dated no earlier than it was freed", async () => {
    const { ctx, lease } = await makeTenancy(house);
    await makeInvoice(house.arrange, lease);
    const payment = await recordPayment({ ctx, input: aPayment(lease.id) });
    await takeBack(ctx, payment.allocations[0]?.id);
    const second = await recordPayment({ ctx, input: aPayment(lease.id, { receivedOn: "2026-06-11" }) });
    expect(second.allocations[0]?.allocatedOn).toBe("2026-06-15");
  });

  test("of a deposit gives the deposit back, unless it was used", async () => {
    const { ctx, lease, agency } = await makeTenancy(house);
    await makeInvoice(house.arrange, lease, {
      kind: "deposit",
      charges: [{ kind: "deposit", netMinor: 900 }],
    });
    const payment = await recordPayment({
      ctx,
      input: aPayment(lease.id, { amountMinor: 900, rail: "cash" }),
    });
    await takeBack(ctx, payment.allocations[0]?.id);
    expect(await accountSums(house, agency.id)).toEqual({ 1030: 900, 1110: 900, 2005: -900, 2020: -900 });
    const again = await recordPayment({ ctx, input: aPayment(lease.id, { amountMinor: 900 }) });
    await refundDeposit({
      ctx,
      input: { leaseId: lease.id, amountMinor: 1, rail: "bank", reason: "early", ...key() },
    });
    await expect(takeBack(ctx, again.allocations[0]?.id)).rejects.toMatchObject({
      code: "PRECONDITION",
      details: { heldMinor: 899 },
    });
  });
});

describe("a whole payment", () => {
  test("that bounced is undone where each part lies", async () => {
    const { ctx, lease, agency } = await makeTenancy(house);
    const invoice = await makeInvoice(house.arrange, lease, { charges: [{ kind: "rent", netMinor: 1_000 }] });
    const deposit = await makeInvoice(house.arrange, lease, {
      kind: "deposit",
      charges: [{ kind: "deposit", netMinor: 600 }],
    });
    const payment = await recordPayment({ ctx, input: aPayment(lease.id, { amountMinor: 2_000 }) });
    expect(partsOf(payment)).toMatchObject({ allocatedMinor: 1_600, creditMinor: 400 });
    const after = await reverse(ctx, payment);
    expect(partsOf(after)).toEqual({ reversedMinor: 2_000, status: "reversed" });
    expect(after.reversal).toEqual({ kind: "bounced", reason: "no funds", reversedOn: "2026-06-15" });
    expect(await invoiceState(house, invoice.id)).toMatchObject({ open: 1_000 });
    expect(await invoiceState(house, deposit.id)).toMatchObject({ open: 600 });
    expect(await accountSums(house, agency.id)).toEqual({ 1100: 1_000, 1110: 600, 2005: -600, 4000: -1_000 });
    expect(await ownerSum(agency.id)).toBe(0);
  });

  test("without a lease, too", async () => {
    const { ctx, agency } = await makeTenancy(house);
    const payment = await recordPayment({ ctx, input: aPayment(null) });
    expect((await reverse(ctx, payment, "mistake")).status).toBe("reversed");
    expect(await accountSums(house, agency.id)).toEqual({});
  });

  test("is refused a second time, when stale, and while part of it is refunded", async () => {
    const { ctx, lease } = await makeTenancy(house);
    const payment = await recordPayment({ ctx, input: aPayment(lease.id) });
    await expect(reverse(ctx, { ...payment, version: 7 })).rejects.toMatchObject({ code: "CONFLICT" });
    const after = await reverse(ctx, payment);
    await expect(reverse(ctx, after)).rejects.toMatchObject({ code: "PRECONDITION" });
    const other = await recordPayment({ ctx, input: aPayment(lease.id) });
    const refund = {
      paymentId: other.id,
      version: other.version,
      source: "credit",
      amountMinor: 1,
      rail: "bank",
      reason: "asked",
    } as const;
    const refunded = await refundPayment({ ctx, input: { ...refund, ...key() } });
    await expect(reverse(ctx, refunded)).rejects.toMatchObject({
      code: "PRECONDITION",
      details: { refundedMinor: 1 },
    });
  });

  test("is dated within what happened: not ahead, not before its last event", async () => {
    const { ctx, lease } = await makeTenancy(house);
    const payment = await recordPayment({ ctx, input: aPayment(lease.id) });
    for (const day of ["2026-06-16", "2026-06-09"]) {
      await expect(reverse(ctx, payment, "bounced", day)).rejects.toMatchObject({
        code: "INVALID",
        details: { fields: [{ path: "reversedOn" }] },
      });
    }
    expect((await reverse(ctx, payment, "bounced", "2026-06-12")).reversal?.reversedOn).toBe("2026-06-12");
  });

  test("that paid a deposit used since: no mistake, but a bounce is a fact, and the deposit falls short", async () => {
    const { ctx, lease, agency } = await makeTenancy(house);
    const deposit = await makeInvoice(house.arrange, lease, {
      kind: "deposit",
      charges: [{ kind: "deposit", netMinor: 900 }],
    });
    const payment = await recordPayment({ ctx, input: aPayment(lease.id, { amountMinor: 900 }) });
    await makeInvoice(house.arrange, lease, { charges: [{ kind: "rent", netMinor: 300 }] });
    await withholdDeposit({
      ctx,
      input: { leaseId: lease.id, amountMinor: 300, reason: "arrears", ...key() },
    });
    await expect(reverse(ctx, payment, "mistake")).rejects.toMatchObject({ code: "PRECONDITION" });
    await reverse(ctx, payment, "bounced");
    expect(await invoiceState(house, deposit.id)).toMatchObject({ open: 900 });
    expect(await accountSums(house, agency.id)).toEqual({
      1000: 300,
      1005: -300,
      1110: 900,
      2000: 300,
      2005: -900,
      4000: -300,
    });
  });

  test("of a withheld deposit goes back to the deposit, and cannot bounce", async () => {
    const { ctx, lease, agency } = await makeTenancy(house);
    await makeInvoice(house.arrange, lease, {
      kind: "deposit",
      charges: [{ kind: "deposit", netMinor: 900 }],
    });
    await recordPayment({ ctx, input: aPayment(lease.id, { amountMinor: 900 }) });
    const rent = await makeInvoice(house.arrange, lease, { charges: [{ kind: "rent", netMinor: 300 }] });
    const before = await accountSums(house, agency.id);
    await withholdDeposit({
      ctx,
      input: { leaseId: lease.id, amountMinor: 300, reason: "arrears", ...key() },
    });
    const [row] = await house.arrange.query<{ id: string }>(
      `select id from payments where agency_id = $1 and rail = 'deposit'`,
      agency.id,
    );
    const withheld = await getPayment({ ctx, input: { id: row?.id ?? "" } });
    await expect(reverse(ctx, withheld, "bounced")).rejects.toMatchObject({ code: "INVALID" });
    await reverse(ctx, withheld, "mistake");
    expect(await accountSums(house, agency.id)).toEqual(before);
    expect(await invoiceState(house, rent.id)).toMatchObject({ open: 300 });
  });
});

describe("a refund", () => {
  const refund = (
    ctx: TestContext,
    { id, version }: PaymentDto,
    row: Partial<Parameters<typeof refundPayment>[0]["input"]> = {},
  ) =>
    refundPayment({
      ctx,
      input: {
        paymentId: id,
        version,
        source: "credit",
        amountMinor: 100,
        rail: "bank",
        reason: "asked",
        ...key(),
        ...row,
      },
    });

  test("pays credit back by bank or cash, numbered, never more than there is", async () => {
    const { ctx, lease, agency } = await makeTenancy(house);
    const payment = await recordPayment({ ctx, input: aPayment(lease.id, { amountMinor: 250 }) });
    const first = await refund(ctx, payment);
    const second = await refund(ctx, first, { rail: "cash", paidOn: "2026-06-15" });
    expect(second.refunds).toMatchObject([
      { number: 1, amountMinor: 100, source: "credit", rail: "bank", paidOn: "2026-06-15", reason: "asked" },
      { number: 2, rail: "cash" },
    ]);
    expect(partsOf(second)).toEqual({ creditMinor: 50, refundedMinor: 200, status: "allocated" });
    expect(await accountSums(house, agency.id)).toEqual({ 1000: 150, 1030: -100, 2010: -50 });
    await expect(refund(ctx, second)).rejects.toMatchObject({
      code: "PRECONDITION",
      details: { availableMinor: 50 },
    });
    expect(await refund(ctx, second, { amountMinor: 50 })).toMatchObject({ status: "refunded" });
  });

  test("of unallocated money, also without a lease", async () => {
    const { ctx, agency } = await makeTenancy(house);
    const payment = await recordPayment({ ctx, input: aPayment(null, { amountMinor: 250 }) });
    expect(partsOf(await refund(ctx, payment, { source: "unallocated", amountMinor: 250 }))).toEqual({
      refundedMinor: 250,
      status: "refunded",
    });
    expect(await accountSums(house, agency.id)).toEqual({});
  });

  test("is refused to those who may not, when stale, and before the money came", async () => {
    const { ctx, lease, agency } = await makeTenancy(house);
    const payment = await recordPayment({ ctx, input: aPayment(lease.id) });
    const agent = await makeColleague(house, agency, { role: "agent" });
    await expect(refund(agent, payment)).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(refund(ctx, { ...payment, version: 3 })).rejects.toMatchObject({ code: "CONFLICT" });
    await expect(refund(ctx, payment, { paidOn: "2026-06-01" })).rejects.toMatchObject({ code: "INVALID" });
    await expect(refund(ctx, payment, { source: "unallocated" })).rejects.toMatchObject({
      code: "PRECONDITION",
    });
  });
});
