import { ChargeOnceInput } from "@stead/contracts/billing";
import { isAppError } from "@stead/kernel/errors";
import { newId } from "@stead/kernel/ids";
import { makeProperty } from "@stead/testing/factories";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { z } from "zod";
import { aBilledLease, billMonth, invoicesOf, pay } from "../context/test-billing.ts";
import { findBookDifferences } from "../context/test-books.ts";
import { makeEstate } from "../context/test-estate.ts";
import {
  makeColleague,
  makeHouseAgency,
  openTestHouse,
  type TestContext,
  type TestHouse,
} from "../context/test-house.ts";
import { activateLease, createLease } from "../leases/index.ts";
import { chargeOnce, creditInvoice, getInvoice, recoverWriteOff, writeOffInvoice } from "./index.ts";

let house: TestHouse;
beforeAll(async () => {
  house = await openTestHouse();
});
afterAll(() => house.close());

const failsWith = (code: Parameters<typeof isAppError>[1]) => (error: unknown) => isAppError(error, code);

let keys = 0;
const idempotencyKey = () => `attempt-${++keys}`;
const credit = (ctx: TestContext, invoiceId: string, amountMinor: number, row: object = {}) =>
  creditInvoice({
    ctx,
    input: { invoiceId, amountMinor, reason: "Goodwill", idempotencyKey: idempotencyKey(), ...row },
  });
const charge = (ctx: TestContext, row: Partial<z.input<typeof ChargeOnceInput>> & { leaseId: string }) =>
  chargeOnce({
    ctx,
    input: ChargeOnceInput.parse({
      kind: "utility",
      description: "Water",
      amountMinor: 120_000,
      dueOn: "2026-06-20",
      idempotencyKey: idempotencyKey(),
      ...row,
    }),
  });

async function anInvoice(row: Record<string, unknown> = {}) {
  const estate = await aBilledLease(house, row);
  const [invoice] = await invoicesOf(house, estate.id);
  return { ...estate, invoiceId: invoice?.id ?? "" };
}

const booksOf = (agencyId: string) =>
  house.arrange.query<{ code: string; sum: number }>(
    "select account_code as code, sum(amount_minor)::int as sum from journal_lines where agency_id = $1 group by 1 having sum(amount_minor) <> 0 order by 1",
    agencyId,
  );

describe("a single charge", () => {
  test("is billed at once on an invoice of its own, once for a key", async () => {
    const { ctx, id, agency } = await aBilledLease(house);
    const input = ChargeOnceInput.parse({
      leaseId: id,
      kind: "utility",
      description: "Water",
      amountMinor: 123_400,
      taxPpm: 160_000,
      dueOn: "2026-06-20",
      idempotencyKey: "water-in-june",
    });
    const answers = await Promise.all(Array.from({ length: 5 }, () => chargeOnce({ ctx, input })));
    expect(new Set(answers.map((invoice) => invoice.id)).size).toBe(1);
    expect(answers[0]).toMatchObject({
      number: 2,
      kind: "regular",
      issuedOn: "2026-06-15",
      dueOn: "2026-06-20",
      netMinor: 123_400,
      taxMinor: 19_700,
      totalMinor: 143_100,
      openMinor: 143_100,
    });
    expect(answers[0]?.charges[0]?.explanation.steps).toEqual([
      "Water: KES 1,234.00",
      "plus 16 % tax: KES 197.00",
    ]);
    expect(await charge(ctx, { leaseId: id, kind: "damage", description: "Door" })).toMatchObject({
      number: 3,
      kind: "fee",
    });
    expect(await booksOf(agency.id)).toEqual([
      { code: "1100", sum: 3_263_100 },
      { code: "2200", sum: -19_700 },
      { code: "4000", sum: -3_000_000 },
      { code: "4010", sum: -123_400 },
      { code: "4040", sum: -120_000 },
    ]);
  });

  test("needs a lease that has begun, of the actor's properties, and a due day that is not past", async () => {
    const { ctx, id, agency, contactId, leases } = await aBilledLease(house);
    await expect(charge(ctx, { leaseId: id, dueOn: "2026-06-14" })).rejects.toSatisfy(failsWith("INVALID"));
    await expect(charge(ctx, { leaseId: newId() })).rejects.toSatisfy(failsWith("NOT_FOUND"));
    const draft = await createLease({
      ctx,
      input: {
        unitId: leases[0]?.unitId ?? "",
        contactId,
        startOn: "2027-01-01",
        parties: [],
        endOn: null,
        items: [],
        prorateOn: "first",
        billingAnchor: "calendar",
      },
    });
    await expect(charge(ctx, { leaseId: draft.id })).rejects.toSatisfy(failsWith("PRECONDITION"));
    const limited = await makeColleague(house, agency, {
      role: "accountant",
      propertyIds: [(await makeProperty(house.arrange, agency.id)).id],
    });
    await expect(charge(limited, { leaseId: id })).rejects.toSatisfy(failsWith("NOT_FOUND"));
  });
});

describe("credit notes", () => {
  test("take back what is open first; what was paid becomes the tenant's credit", async () => {
    const estate = await anInvoice();
    const { ctx, id, agency, invoiceId } = estate;
    await pay(estate, id, 2_000_000);
    const first = await credit(ctx, invoiceId, 400_000);
    expect(first).toMatchObject({
      openMinor: 600_000,
      creditedMinor: 400_000,
      paidMinor: 2_000_000,
      status: "part_paid",
      creditNotes: [{ number: 1, amountMinor: 400_000, reason: "Goodwill", issuedOn: "2026-06-15" }],
    });
    const second = await credit(ctx, invoiceId, 1_100_000);
    expect(second).toMatchObject({
      openMinor: 0,
      creditedMinor: 1_500_000,
      paidMinor: 1_500_000,
      status: "paid",
    });
    expect(await booksOf(agency.id)).toEqual([
      { code: "1000", sum: 2_000_000 },
      { code: "2010", sum: -500_000 },
      { code: "4000", sum: -1_500_000 },
    ]);
    expect(await credit(ctx, invoiceId, 1_500_000)).toMatchObject({
      openMinor: 0,
      paidMinor: 0,
      status: "credited",
    });
    expect(await findBookDifferences(house, agency.id)).toEqual({});
    await expect(credit(ctx, invoiceId, 1)).rejects.toSatisfy(failsWith("PRECONDITION"));
    const parts = await house.arrange.query(
      "select amount_minor - allocated_minor - credit_minor - unallocated_minor - refunded_minor - reversed_minor as rest, credit_minor::int as credit from payment_balances where agency_id = $1",
      agency.id,
    );
    expect(parts).toEqual([{ rest: 0, credit: 2_000_000 }]);
  });

  test("share out over the accounts, and all notes of an invoice take back exactly what it charged", async () => {
    const estate = await makeEstate(house, 1);
    const { ctx, agency, leases } = estate;
    const id = leases[0]?.id ?? "";
    const item = (row: object) =>
      house.arrange.insert("lease_items", {
        agencyId: agency.id,
        id: newId(),
        leaseId: id,
        fromOn: "2026-01-01",
        ...row,
      });
    await item({ kind: "parking", description: "Bay", amountMinor: 333_300, taxPpm: 160_000 });
    await item({ kind: "concession", description: "Loyalty", amountMinor: -100_000 });
    await billMonth(ctx);
    const [invoice] = await invoicesOf(house, id);
    const total = invoice?.total ?? 0;
    const amounts = [100, 777_777, 1_000_001];
    for (const amountMinor of [...amounts, total - amounts.reduce((sum, amount) => sum + amount)])
      await credit(ctx, invoice?.id ?? "", amountMinor);
    expect(await booksOf(agency.id)).toEqual([]);
    expect(await getInvoice({ ctx, input: { id: invoice?.id ?? "" } })).toMatchObject({
      status: "credited",
      openMinor: 0,
      creditNotes: [{ number: 1 }, { number: 2 }, { number: 3 }, { number: 4 }],
    });
  });

  test("many at once take back an invoice once, with numbers without a gap", async () => {
    const { ctx, agency, invoiceId } = await anInvoice();
    const outcomes = await Promise.allSettled(
      Array.from({ length: 40 }, () => credit(ctx, invoiceId, 1_000_000)),
    );
    expect(outcomes.filter((outcome) => outcome.status === "fulfilled")).toHaveLength(3);
    expect(
      await house.arrange.query(
        "select count(*)::int as count, max(number)::int as last from credit_notes where agency_id = $1",
        agency.id,
      ),
    ).toEqual([{ count: 3, last: 3 }]);
    const input = { invoiceId, amountMinor: 1, reason: "Late", idempotencyKey: "one-and-the-same" };
    await expect(creditInvoice({ ctx, input })).rejects.toSatisfy(failsWith("PRECONDITION"));
    expect(await findBookDifferences(house, agency.id)).toEqual({});
  });

  test("an unpaid deposit is no longer asked for; a paid one is not credited", async () => {
    const estate = await makeEstate(house, 1);
    const { ctx, agency, leases, contactId } = estate;
    await house.arrange.query(
      "update leases set status = 'ended', ended_on = '2026-05-31' where id = $1",
      leases[0]?.id,
    );
    const draft = await createLease({
      ctx,
      input: {
        unitId: leases[0]?.unitId ?? "",
        contactId,
        startOn: "2026-06-01",
        rentMinor: 0,
        depositMinor: 1_000_000,
        parties: [],
        endOn: null,
        items: [],
        prorateOn: "first",
        billingAnchor: "calendar",
      },
    });
    const { id } = await activateLease({
      ctx,
      input: { id: draft.id, version: 1, isFirstInvoiceIssued: true },
    });
    const [deposit] = await invoicesOf(house, id);
    await pay(estate, id, 400_000);
    await expect(credit(ctx, deposit?.id ?? "", 700_000)).rejects.toSatisfy(failsWith("PRECONDITION"));
    expect(await credit(ctx, deposit?.id ?? "", 600_000)).toMatchObject({ openMinor: 0, status: "paid" });
    const movements = await house.arrange.query(
      "select kind, amount_minor::int as amount from deposit_movements where agency_id = $1 order by created_at, id",
      agency.id,
    );
    expect(movements).toEqual([
      { kind: "invoiced", amount: 1_000_000 },
      { kind: "received", amount: 400_000 },
      { kind: "uninvoiced", amount: -600_000 },
    ]);
    expect(await findBookDifferences(house, agency.id)).toEqual({});
  });

  test("a note is not dated before its invoice, nor in a closed month", async () => {
    const { ctx, agency, invoiceId } = await anInvoice();
    await expect(credit(ctx, invoiceId, 1, { issuedOn: "2026-06-14" })).rejects.toSatisfy(
      failsWith("INVALID"),
    );
    await house.arrange.insert("ledger_periods", {
      agencyId: agency.id,
      month: "2026-07-01",
      status: "closed",
    });
    await expect(credit(ctx, invoiceId, 1, { issuedOn: "2026-07-02" })).rejects.toSatisfy(
      failsWith("PRECONDITION"),
    );
    const viewer = await makeColleague(house, agency, { role: "viewer" });
    await expect(credit(viewer, invoiceId, 1)).rejects.toSatisfy(failsWith("FORBIDDEN"));
    const { ctx: stranger } = await makeHouseAgency(house);
    await expect(credit(stranger, invoiceId, 1)).rejects.toSatisfy(failsWith("NOT_FOUND"));
  });
});

describe("write-offs", () => {
  test("what is given up is bad debt, and comes back once", async () => {
    const estate = await anInvoice();
    const { ctx, id, agency, invoiceId } = estate;
    const writeOff = (row: object = {}) =>
      writeOffInvoice({
        ctx,
        input: { invoiceId, reason: "Gone abroad", idempotencyKey: idempotencyKey(), ...row },
      });
    expect(await writeOff({ amountMinor: 500_000 })).toMatchObject({
      openMinor: 2_500_000,
      writtenOffMinor: 500_000,
      status: "open",
    });
    const written = await writeOff();
    expect(written).toMatchObject({ openMinor: 0, writtenOffMinor: 3_000_000, status: "written_off" });
    await expect(writeOff()).rejects.toSatisfy(failsWith("PRECONDITION"));
    await expect(credit(ctx, invoiceId, 1)).rejects.toSatisfy(failsWith("PRECONDITION"));
    expect(await booksOf(agency.id)).toEqual([
      { code: "4000", sum: -3_000_000 },
      { code: "5100", sum: 3_000_000 },
    ]);
    const writeOffId = written.writeOffs[1]?.id ?? "";
    const recover = () =>
      recoverWriteOff({
        ctx,
        input: { writeOffId, reason: "Paid after all", idempotencyKey: idempotencyKey() },
      });
    const outcomes = await Promise.allSettled([recover(), recover()]);
    expect(outcomes.map((outcome) => outcome.status).toSorted()).toEqual(["fulfilled", "rejected"]);
    await pay(estate, id, 2_500_000);
    expect(await getInvoice({ ctx, input: { id: invoiceId } })).toMatchObject({
      openMinor: 0,
      paidMinor: 2_500_000,
      writtenOffMinor: 500_000,
      status: "written_off",
      writeOffs: [
        { amountMinor: 500_000, isRecovered: false, reversesId: null },
        { amountMinor: 2_500_000, isRecovered: true, reversesId: null },
        { amountMinor: -2_500_000, isRecovered: false, reversesId: writeOffId },
      ],
    });
    await expect(
      recoverWriteOff({
        ctx,
        input: { writeOffId: newId(), reason: "Nothing", idempotencyKey: idempotencyKey() },
      }),
    ).rejects.toSatisfy(failsWith("NOT_FOUND"));
    expect(await findBookDifferences(house, agency.id)).toEqual({});
  });

  test("days are in order, and a deposit is not bad debt", async () => {
    const { ctx, invoiceId } = await anInvoice();
    const input = { invoiceId, reason: "Old", idempotencyKey: idempotencyKey() };
    await expect(writeOffInvoice({ ctx, input: { ...input, writtenOn: "2026-06-01" } })).rejects.toSatisfy(
      failsWith("INVALID"),
    );
    const written = await writeOffInvoice({
      ctx,
      input: { ...input, idempotencyKey: idempotencyKey(), writtenOn: "2026-06-20" },
    });
    const writeOffId = written.writeOffs[0]?.id ?? "";
    await expect(
      recoverWriteOff({
        ctx,
        input: { writeOffId, reason: "Early", recoveredOn: "2026-06-19", idempotencyKey: idempotencyKey() },
      }),
    ).rejects.toSatisfy(failsWith("INVALID"));
    await house.arrange.query(
      "update invoice_balances set kind = 'deposit', open_minor = 1, written_off_minor = total_minor - 1, status = 'open' where invoice_id = $1",
      invoiceId,
    );
    await house.arrange.query("alter table invoices disable trigger frozen");
    await house.arrange.query("update invoices set kind = 'deposit' where id = $1", invoiceId);
    await house.arrange.query("alter table invoices enable trigger frozen");
    await expect(
      writeOffInvoice({ ctx, input: { ...input, idempotencyKey: idempotencyKey() } }),
    ).rejects.toSatisfy(failsWith("PRECONDITION"));
  });
});
