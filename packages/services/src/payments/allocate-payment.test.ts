import { newId } from "@stead/kernel/ids";
import { makeInvoice } from "@stead/testing/invoice-factory";
import { makeProperty } from "@stead/testing/factories";
import type { PaymentDto } from "@stead/contracts/payments";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeColleague, openTestHouse, type TestContext, type TestHouse } from "../context/test-house.ts";
import { accountSums, aPayment, invoiceState, partsOf, rentMinor } from "../context/test-money.ts";
import { makeTenancy, makeTenant } from "../context/test-tenancy.ts";
import { allocatePayment, previewAllocation, recordPayment, reverseAllocation } from "./index.ts";

let house: TestHouse;
beforeAll(async () => {
  house = await openTestHouse();
});
afterAll(() => house.close());

type AllocateInput = Parameters<typeof allocatePayment>[0]["input"];
const allocate = (
  ctx: TestContext,
  { id, version }: Pick<PaymentDto, "id" | "version">,
  row: Partial<AllocateInput> = {},
) =>
  allocatePayment({
    ctx,
    input: {
      paymentId: id,
      version,
      leaseId: null,
      source: "unallocated",
      allocations: null,
      isSurplusCredit: true,
      idempotencyKey: newId(),
      ...row,
    },
  });
const unallocated = (ctx: TestContext, leaseId: string | null, amountMinor = rentMinor) =>
  recordPayment({
    ctx,
    input: aPayment(leaseId, {
      amountMinor,
      allocations: leaseId === null ? null : [],
      isSurplusCredit: false,
    }),
  });

describe("allocating what is left of a payment", () => {
  test("by policy, today, with the surplus as credit", async () => {
    const { ctx, lease, agency } = await makeTenancy(house);
    const payment = await unallocated(ctx, lease.id);
    const invoice = await makeInvoice(house.arrange, lease, { charges: [{ kind: "rent", netMinor: 1_000 }] });
    const allocated = await allocate(ctx, payment);
    expect(partsOf(allocated)).toEqual({
      allocatedMinor: 1_000,
      creditMinor: rentMinor - 1_000,
      status: "allocated",
    });
    expect(allocated).toMatchObject({
      version: 2,
      allocations: [{ invoiceId: invoice.id, allocatedOn: "2026-06-15", source: "unallocated" }],
    });
    expect(await accountSums(house, agency.id)).toEqual({
      1000: rentMinor,
      2010: 1_000 - rentMinor,
      4000: -1_000,
    });
  });

  test("the credit of a payment, by choice", async () => {
    const { ctx, lease, agency } = await makeTenancy(house);
    const payment = await recordPayment({ ctx, input: aPayment(lease.id) });
    const invoice = await makeInvoice(house.arrange, lease, { dueOn: "2026-07-01", issuedOn: "2026-06-15" });
    const allocations = [{ invoiceId: invoice.id, amountMinor: 700 }];
    const allocated = await allocate(ctx, payment, { source: "credit", allocations });
    expect(partsOf(allocated)).toEqual({
      allocatedMinor: 700,
      creditMinor: rentMinor - 700,
      status: "allocated",
    });
    expect(allocated.allocations[0]).toMatchObject({
      source: "credit",
      explanation: { rule: "Chosen by hand" },
    });
    expect(await accountSums(house, agency.id)).toMatchObject({
      1100: rentMinor - 700,
      2010: 700 - rentMinor,
    });
  });

  test("a payment without a lease is given one, and its money moves there in the books", async () => {
    const { ctx, lease, agency } = await makeTenancy(house);
    const payment = await unallocated(ctx, null);
    await makeInvoice(house.arrange, lease, { charges: [{ kind: "rent", netMinor: 1_000 }] });
    await expect(allocate(ctx, payment)).rejects.toMatchObject({
      code: "INVALID",
      details: { fields: [{ path: "leaseId" }] },
    });
    const allocated = await allocate(ctx, payment, { leaseId: lease.id, isSurplusCredit: false });
    expect(allocated).toMatchObject({
      leaseId: lease.id,
      leaseNumber: lease.number,
      status: "part_allocated",
    });
    expect(allocated.journals.map(({ event }) => event)).toContain("payment.assigned");
    const waiting = await house.arrange.query(
      `select lease_id as lease, sum(amount_minor) as sum from journal_lines where agency_id = $1 and account_code = '2020' group by 1 having sum(amount_minor) <> 0`,
      agency.id,
    );
    expect(waiting).toEqual([{ lease: lease.id, sum: 1_000 - rentMinor }]);
  });

  test("belongs to one lease: another is refused until all is taken back", async () => {
    const { ctx, lease, property } = await makeTenancy(house);
    const { lease: other } = await makeTenant(house, property);
    const invoice = await makeInvoice(house.arrange, lease, { charges: [{ kind: "rent", netMinor: 1_000 }] });
    await makeInvoice(house.arrange, other, { charges: [{ kind: "rent", netMinor: 400 }] });
    const payment = await unallocated(ctx, null);
    const wrong = await allocate(ctx, payment, { leaseId: lease.id, isSurplusCredit: false });
    await expect(allocate(ctx, wrong, { leaseId: other.id })).rejects.toMatchObject({ code: "PRECONDITION" });
    const free = await reverseAllocation({
      ctx,
      input: {
        allocationId: wrong.allocations[0]?.id ?? "",
        reason: "wrong tenant",
        idempotencyKey: newId(),
      },
    });
    expect(await invoiceState(house, invoice.id)).toEqual({ open: 1_000, paid: 0, status: "open" });
    const right = await allocate(ctx, free, { leaseId: other.id });
    expect(right).toMatchObject({ leaseId: other.id, allocatedMinor: 400, creditMinor: rentMinor - 400 });
    const recorded = await unallocated(ctx, lease.id);
    await expect(allocate(ctx, recorded, { leaseId: other.id })).rejects.toMatchObject({
      code: "PRECONDITION",
    });
  });

  test("refuses a stale version, an empty payment, another currency, and what is not the member's", async () => {
    const { ctx, lease, agency, property } = await makeTenancy(house);
    const payment = await unallocated(ctx, lease.id);
    await expect(allocate(ctx, { id: payment.id, version: 9 })).rejects.toMatchObject({
      code: "CONFLICT",
      details: { currentVersion: 1 },
    });
    const allocated = await allocate(ctx, payment);
    await expect(allocate(ctx, allocated)).rejects.toMatchObject({ code: "PRECONDITION" });
    const none = await unallocated(ctx, lease.id);
    await expect(allocate(ctx, none, { source: "credit" })).rejects.toMatchObject({ code: "PRECONDITION" });
    const dollars = await recordPayment({ ctx, input: aPayment(null, { currency: "USD" }) });
    await expect(allocate(ctx, dollars, { leaseId: lease.id })).rejects.toMatchObject({
      code: "PRECONDITION",
    });
    const elsewhere = await makeProperty(house.arrange, agency.id);
    const scoped = await makeColleague(house, agency, { role: "agent", propertyIds: [elsewhere.id] });
    await expect(allocate(scoped, none)).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(allocate(scoped, dollars, { leaseId: lease.id })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    const stranger = await makeTenancy(house);
    await expect(allocate(stranger.ctx, none)).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect(property.agencyId).toBe(agency.id);
  });
});

describe("the preview", () => {
  test("shows what the real allocation does, with its reasons, and writes nothing", async () => {
    const { ctx, lease, agency } = await makeTenancy(house);
    const first = await makeInvoice(house.arrange, lease, { charges: [{ kind: "rent", netMinor: 1_000 }] });
    const second = await makeInvoice(house.arrange, lease, {
      dueOn: "2026-06-10",
      charges: [{ kind: "rent", netMinor: 900 }],
    });
    await makeInvoice(house.arrange, lease, { dueOn: "2026-07-01", issuedOn: "2026-06-10" });
    const payment = await unallocated(ctx, lease.id, 2_500);
    const request = {
      leaseId: lease.id,
      currency: "KES",
      amountMinor: 2_500,
      reference: `INV-${second.number}`,
      allocations: null,
    };
    const before = await accountSums(house, agency.id);
    const preview = await previewAllocation({ ctx, input: { ...request, paymentId: payment.id } });
    expect(preview.rows.map(({ openMinor, allocateMinor }) => [openMinor, allocateMinor])).toEqual([
      [1_000, 1_000],
      [900, 900],
      [rentMinor, 0],
    ]);
    expect(preview.rows.map(({ explanation }) => explanation?.rule ?? null)).toEqual([
      "Oldest due date first",
      "Named by the reference",
      null,
    ]);
    expect(preview.surplusMinor).toBe(600);
    expect(await accountSums(house, agency.id)).toEqual(before);
    const chosen = [{ invoiceId: first.id, amountMinor: 10 }];
    expect(
      await previewAllocation({ ctx, input: { ...request, paymentId: null, allocations: chosen } }),
    ).toMatchObject({ surplusMinor: 2_490 });
    const real = await recordPayment({
      ctx,
      input: aPayment(lease.id, { amountMinor: 2_500, reference: request.reference }),
    });
    const planned = preview.rows.filter((row) => row.allocateMinor > 0);
    expect(
      new Map(real.allocations.map((each) => [each.invoiceId, [each.amountMinor, each.explanation]])),
    ).toEqual(new Map(planned.map((row) => [row.invoiceId, [row.allocateMinor, row.explanation]])));
  });

  test("refuses more than is left of the payment, another currency, and another's lease", async () => {
    const { ctx, lease } = await makeTenancy(house);
    const payment = await unallocated(ctx, lease.id, 500);
    const input = {
      leaseId: lease.id,
      paymentId: payment.id,
      currency: "KES",
      amountMinor: 501,
      reference: null,
      allocations: null,
    };
    await expect(previewAllocation({ ctx, input })).rejects.toMatchObject({ code: "PRECONDITION" });
    await expect(previewAllocation({ ctx, input: { ...input, currency: "USD" } })).rejects.toMatchObject({
      code: "INVALID",
    });
    const stranger = await makeTenancy(house);
    await expect(previewAllocation({ ctx: stranger.ctx, input })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
  });
});
