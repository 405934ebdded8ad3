import { checkDigitReference } from "@stead/kernel/references";
import { makeInvoice } from "@stead/testing/invoice-factory";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { inTransaction } from "../context/index.ts";
import { openTestHouse, type TestContext, type TestHouse } from "../context/test-house.ts";
import { accountSums, invoiceState, partsOf, rentMinor } from "../context/test-money.ts";
import { makeTenancy } from "../context/test-tenancy.ts";
import { bookMoney, getPayment, type ArrivedMoney } from "./index.ts";
import { normaliseReference } from "./rules.ts";
import { arrived } from "./test-arrival.ts";

let house: TestHouse;
beforeAll(async () => {
  house = await openTestHouse();
});
afterAll(() => house.close());

const book = (ctx: TestContext, money: ArrivedMoney) => inTransaction(ctx, (tx) => bookMoney(tx, ctx, money));
const shown = async (ctx: TestContext, id: string) => getPayment({ ctx, input: { id } });

describe("money that a provider tells of", () => {
  test("is booked once, however many tell it at once", async () => {
    const { ctx, lease, agency } = await makeTenancy(house);
    const invoice = await makeInvoice(house.arrange, lease);
    const money = arrived({ leaseId: lease.id });
    const booked = await Promise.all(Array.from({ length: 100 }, () => book(ctx, money)));
    expect(new Set(booked.map(({ paymentId }) => paymentId)).size).toBe(1);
    expect(booked.filter(({ isNew }) => isNew)).toHaveLength(1);
    expect(await accountSums(house, agency.id)).toMatchObject({ "1010": rentMinor });
    expect(await invoiceState(house, invoice.id)).toMatchObject({ open: 0, status: "paid" });
  });

  test("the same id on another account is other money", async () => {
    const { ctx, lease, agency } = await makeTenancy(house);
    const money = arrived({ leaseId: lease.id });
    const { paymentId } = await book(ctx, money);
    expect((await shown(ctx, paymentId)).externalId).toBe(money.externalId);
    await book(ctx, { ...money, account: "600101" });
    expect(await accountSums(house, agency.id)).toMatchObject({ "1010": 2 * rentMinor });
  });

  test("goes to the lease that its reference names, however it is written", async () => {
    const { ctx, lease } = await makeTenancy(house);
    const [{ reference } = { reference: "" }] = await house.arrange.query<{ reference: string }>(
      "select reference from leases where id = $1",
      lease.id,
    );
    for (const written of [reference, reference.toLowerCase(), ` ${reference.split("").join(" ")} `]) {
      const { paymentId } = await book(ctx, arrived({ reference: written }));
      expect((await shown(ctx, paymentId)).leaseId).toBe(lease.id);
    }
  });

  test("by a reference with a check digit, and by none that is one slip away from it", async () => {
    const { ctx, lease } = await makeTenancy(house);
    const reference = checkDigitReference(17);
    await house.arrange.query("update leases set reference = $2 where id = $1", lease.id, reference);
    const leaseOf = async (written: string) => {
      const { paymentId } = await book(ctx, arrived({ reference: written }));
      return (await shown(ctx, paymentId)).leaseId;
    };
    expect(await leaseOf(` ${reference.toLowerCase().replaceAll("0", "o")}`)).toBe(lease.id);
    for (const slip of [checkDigitReference(18), `${reference.slice(0, -1)}9`, "R00107", "R0017", "L-17"])
      expect(await leaseOf(slip)).toBeNull();
  });

  test("by a short reference, only as it was given out", async () => {
    const { ctx, lease } = await makeTenancy(house);
    await house.arrange.query("update leases set reference = 'L-9' where id = $1", lease.id);
    const leaseOf = async (reference: string) =>
      (await shown(ctx, (await book(ctx, arrived({ reference }))).paymentId)).leaseId;
    expect(await leaseOf(" L-9 ")).toBe(lease.id);
    expect(await leaseOf("l9")).toBeNull();
  });

  test("waits as unallocated when nobody knows whose it is, or its currency is another", async () => {
    const { ctx, lease, agency } = await makeTenancy(house);
    const unknown = await book(ctx, arrived({ reference: "who knows" }));
    const foreign = await book(ctx, arrived({ currency: "USD", leaseId: lease.id }));
    for (const { paymentId } of [unknown, foreign]) {
      const payment = await shown(ctx, paymentId);
      expect(payment.leaseId).toBeNull();
      expect(partsOf(payment)).toEqual({ unallocatedMinor: rentMinor, status: "unallocated" });
    }
    expect(await accountSums(house, agency.id)).toEqual({ "1010": 2 * rentMinor, "2020": -2 * rentMinor });
  });

  test("that waited is given its lease by a second telling that knows it", async () => {
    const { ctx, lease } = await makeTenancy(house);
    const invoice = await makeInvoice(house.arrange, lease);
    const money = arrived({ reference: "typed wrong" });
    const { paymentId } = await book(ctx, money);
    expect(await book(ctx, { ...money, leaseId: lease.id })).toEqual({ paymentId, isNew: false });
    expect(await shown(ctx, paymentId)).toMatchObject({ leaseId: lease.id, allocatedMinor: rentMinor });
    expect(await invoiceState(house, invoice.id)).toMatchObject({ open: 0 });
    // A third one finds it settled.
    await book(ctx, { ...money, leaseId: lease.id });
    expect(await invoiceState(house, invoice.id)).toMatchObject({ paid: rentMinor });
  });

  test("in a month that was closed meanwhile is booked today, and says so", async () => {
    const { ctx, lease, agency } = await makeTenancy(house);
    await house.arrange.insert("ledger_periods", {
      agency_id: agency.id,
      month: "2026-05-01",
      status: "closed",
      closed_at: "2026-06-01T00:00:00Z",
    });
    const { paymentId } = await book(ctx, arrived({ leaseId: lease.id, receivedOn: "2026-05-31" }));
    const { receivedOn, note } = await shown(ctx, paymentId);
    expect(receivedOn).toBe("2026-06-15");
    expect(note).toContain("2026-05-31");
  });

  test("told with a date to come is booked today", async () => {
    const { ctx, lease } = await makeTenancy(house);
    const { paymentId } = await book(ctx, arrived({ leaseId: lease.id, receivedOn: "2026-06-16" }));
    expect((await shown(ctx, paymentId)).receivedOn).toBe("2026-06-15");
  });
});

test("a reference is read alike here and in the database", async () => {
  const { lease } = await makeTenancy(house);
  const texts = fc.sample(fc.string({ unit: "binary", minLength: 1, maxLength: 30 }), 200);
  const written = [...texts, "Flat 0I/oi-9", "ﬀ ß İ ı Ł 1"]
    .map((text) => text.replaceAll("\0", ""))
    .filter((text) => text !== "");
  const keys: string[] = [];
  for (const text of written) {
    await house.arrange.query("update leases set reference = $2 where id = $1", lease.id, text);
    const [row] = await house.arrange.query<{ key: string }>(
      "select reference_key as key from leases where id = $1",
      lease.id,
    );
    keys.push(row?.key ?? "");
  }
  expect(keys).toEqual(written.map(normaliseReference));
});
