import { isAppError } from "@stead/kernel/errors";
import { newId } from "@stead/kernel/ids";
import { makeInvoice } from "@stead/testing/invoice-factory";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openTestHouse, type TestHouse } from "../context/test-house.ts";
import { aPayment, invoiceState } from "../context/test-money.ts";
import { makeTenancy } from "../context/test-tenancy.ts";
import { recordPayment, reversePayment } from "./index.ts";

let house: TestHouse;
beforeAll(async () => {
  house = await openTestHouse();
});
afterAll(() => house.close());

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

  test("the same key answers the same payment, and no other input", async () => {
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
    expect(await invoiceState(house, invoice.id)).toMatchObject({ open: 0 });
  });

  test("fifty tries of one transfer at once book it once", async () => {
    const { ctx, lease } = await makeTenancy(house);
    const tries = Array.from({ length: 50 }, () =>
      recordPayment({ ctx, input: aPayment(lease.id, { externalId: "FT-3" }) }),
    );
    const results = await Promise.allSettled(tries);
    const refused = results
      .filter((result) => result.status === "rejected")
      .map(({ reason }) => reason as unknown);
    expect(refused).toHaveLength(49);
    expect(refused.every((reason) => isAppError(reason, "CONFLICT"))).toBe(true);
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
