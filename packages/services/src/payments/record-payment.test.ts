import type { PaymentDto, RecordPaymentInput } from "@stead/contracts/payments";
import { newId } from "@stead/kernel/ids";
import { makeInvoice } from "@stead/testing/invoice-factory";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeColleague, openTestHouse, type TestHouse } from "../context/test-house.ts";
import { makeTenancy, makeTenant, type Tenancy } from "../context/test-tenancy.ts";
import { getPayment, recordPayment, reversePayment } from "./index.ts";

let house: TestHouse;
beforeAll(async () => {
  house = await openTestHouse();
});
afterAll(() => house.close());

const rentMinor = 3_000_000;

function aPayment(leaseId: string | null, row: Partial<RecordPaymentInput> = {}): RecordPaymentInput {
  return {
    leaseId,
    payerContactId: null,
    rail: "bank",
    amountMinor: rentMinor,
    currency: "KES",
    receivedOn: "2026-06-10",
    reference: null,
    externalId: null,
    note: null,
    allocations: null,
    isSurplusCredit: true,
    idempotencyKey: newId(),
    ...row,
  };
}

const accountSums = ({ agency }: Tenancy) =>
  house.arrange.query<{ code: string; sum: number }>(
    `select account_code as code, sum(amount_minor) as sum from journal_lines where agency_id = $1 group by 1 having sum(amount_minor) <> 0 order by 1`,
    agency.id,
  );
const invoiceRow = async (id: string) => {
  const [row] = await house.arrange.query<{ open: number; paid: number; status: string }>(
    `select open_minor as open, paid_minor as paid, status from invoice_balances where invoice_id = $1`,
    id,
  );
  return row;
};
const parts = ({
  allocatedMinor,
  creditMinor,
  unallocatedMinor,
  refundedMinor,
  reversedMinor,
  status,
}: PaymentDto) => ({
  allocatedMinor,
  creditMinor,
  unallocatedMinor,
  refundedMinor,
  reversedMinor,
  status,
});

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
    expect(parts(payment)).toEqual({
      allocatedMinor: rentMinor,
      creditMinor: 500_000,
      unallocatedMinor: 0,
      refundedMinor: 0,
      reversedMinor: 0,
      status: "allocated",
    });
    expect(payment.journals.map(({ event }) => event).toSorted()).toEqual([
      "payment.allocated",
      "payment.credited",
      "payment.received",
    ]);
    expect(payment.allocations[0]?.explanation.rule).toBe("Oldest due date first");
    expect(await invoiceRow(invoice.id)).toEqual({ open: 0, paid: rentMinor, status: "paid" });
    expect(await invoiceRow(next.id)).toEqual({ open: rentMinor, paid: 0, status: "open" });
    expect(await accountSums(tenancy)).toEqual([
      { code: "1000", sum: 3_500_000 },
      { code: "1100", sum: rentMinor },
      { code: "2010", sum: -500_000 },
      { code: "4000", sum: -6_000_000 },
    ]);
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
    expect(parts(payment)).toMatchObject({
      unallocatedMinor: rentMinor,
      creditMinor: 0,
      status: "unallocated",
    });
    expect(await accountSums(tenancy)).toEqual([
      { code: "1030", sum: rentMinor },
      { code: "2020", sum: -rentMinor },
    ]);
  });

  test("a deposit is held once it is paid: receivable settled, liability and deposit bank grow, owners get nothing", async () => {
    const tenancy = await makeTenancy(house);
    const { ctx, lease, agency } = tenancy;
    const invoice = await makeInvoice(house.arrange, lease, {
      kind: "deposit",
      charges: [{ kind: "deposit", netMinor: 6_000_000 }],
    });
    await recordPayment({ ctx, input: aPayment(lease.id, { amountMinor: 4_000_000, rail: "cash" }) });
    expect(await invoiceRow(invoice.id)).toEqual({ open: 2_000_000, paid: 4_000_000, status: "part_paid" });
    expect(await accountSums(tenancy)).toEqual([
      { code: "1005", sum: 4_000_000 },
      { code: "1110", sum: 2_000_000 },
      { code: "2000", sum: -4_000_000 },
      { code: "2005", sum: -2_000_000 },
    ]);
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

describe("the same money is booked once", () => {
  test("the bank's id of a transfer: the second try names the receipt", async () => {
    const { ctx, lease } = await makeTenancy(house);
    const first = await recordPayment({ ctx, input: aPayment(lease.id, { externalId: "FT-1" }) });
    expect(first.externalId).toBe("FT-1");
    const again = recordPayment({ ctx, input: aPayment(lease.id, { externalId: "FT-1" }) });
    await expect(again).rejects.toMatchObject({
      code: "CONFLICT",
      message: "this transfer was already booked as receipt 1",
      details: { paymentId: first.id, number: 1 },
    });
    const other = await recordPayment({
      ctx,
      input: aPayment(lease.id, { externalId: "FT-1", rail: "cash" }),
    });
    expect(other.number).toBe(2);
  });

  test("a transfer that was taken back as a mistake may be recorded again, and then no more", async () => {
    const { ctx, lease } = await makeTenancy(house);
    const record = () => recordPayment({ ctx, input: aPayment(lease.id, { externalId: "FT-2" }) });
    const first = await record();
    await reversePayment({
      ctx,
      input: {
        paymentId: first.id,
        version: first.version,
        kind: "mistake",
        reason: "wrong amount",
        idempotencyKey: newId(),
      },
    });
    expect((await record()).number).toBe(2);
    await expect(record()).rejects.toMatchObject({ code: "CONFLICT", details: { number: 2 } });
  });

  test("the same key answers the same payment; with another input it is refused", async () => {
    const { ctx, lease } = await makeTenancy(house);
    const input = aPayment(lease.id);
    const first = await recordPayment({ ctx, input });
    expect(await recordPayment({ ctx, input })).toEqual(first);
    await expect(recordPayment({ ctx, input: { ...input, amountMinor: 1 } })).rejects.toMatchObject({
      code: "CONFLICT",
    });
  });

  test("a hundred identical requests at once have one effect", async () => {
    const { ctx, lease, agency } = await makeTenancy(house);
    const invoice = await makeInvoice(house.arrange, lease);
    const input = aPayment(lease.id);
    const answers = await Promise.all(Array.from({ length: 100 }, () => recordPayment({ ctx, input })));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    const [counts] = await house.arrange.query(
      `select (select count(*) from payments where agency_id = $1) as payments, (select count(*) from allocations where agency_id = $1) as allocations,
        (select next from number_counters where agency_id = $1 and kind = 'receipt') as next`,
      agency.id,
    );
    expect(counts).toEqual({ payments: 1, allocations: 1, next: 2 });
    expect(await invoiceRow(invoice.id)).toMatchObject({ open: 0 });
  });

  test("fifty tries of one transfer at once book it once", async () => {
    const { ctx, lease } = await makeTenancy(house);
    const tries = Array.from({ length: 50 }, () =>
      recordPayment({ ctx, input: aPayment(lease.id, { externalId: "FT-3" }) }),
    );
    const results = await Promise.allSettled(tries);
    expect(results.filter((result) => result.status === "fulfilled")).toHaveLength(1);
    for (const result of results)
      if (result.status === "rejected") expect(result.reason).toMatchObject({ code: "CONFLICT" });
  });

  test("receipt numbers have no gap, whatever fails between them", async () => {
    const { ctx, lease, agency } = await makeTenancy(house);
    const good = () => recordPayment({ ctx, input: aPayment(lease.id) });
    const bad = () =>
      recordPayment({
        ctx,
        input: aPayment(lease.id, { allocations: [{ invoiceId: newId(), amountMinor: 1 }] }),
      });
    await Promise.allSettled(Array.from({ length: 40 }, (_, index) => (index % 3 === 0 ? bad() : good())));
    const rows = await house.arrange.query<{ number: number }>(
      `select number from payments where agency_id = $1 order by number`,
      agency.id,
    );
    expect(rows.map(({ number }) => number)).toEqual(Array.from({ length: 26 }, (_, index) => index + 1));
  });
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
