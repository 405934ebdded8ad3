import { isAppError } from "@stead/kernel/errors";
import { makeUnit } from "@stead/testing/factories";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { aBilledLease, billMonth, chargedFor, pay } from "../context/test-billing.ts";
import { findBookDifferences } from "../context/test-books.ts";
import { makeEstate } from "../context/test-estate.ts";
import { openTestHouse, type TestHouse } from "../context/test-house.ts";
import { activateLease, createLease, getLease, giveNotice, renewLease } from "./index.ts";

let house: TestHouse;
beforeAll(async () => {
  house = await openTestHouse();
});
afterAll(() => house.close());

const failsWith = (code: Parameters<typeof isAppError>[1]) => (error: unknown) => isAppError(error, code);

describe("renewing a lease", () => {
  test("the new lease follows without a gap, with its rent and the deposit; the old one keeps what is its own", async () => {
    const estate = await makeEstate(house, 0);
    const { ctx, agency, contactId, property } = estate;
    const unit = await makeUnit(house.arrange, property);
    const parking = {
      kind: "parking" as const,
      description: "Bay",
      amountMinor: 200_000,
      taxPpm: 0,
      frequency: "monthly" as const,
      toOn: null,
    };
    const draft = await createLease({
      ctx,
      input: {
        unitId: unit.id,
        contactId,
        startOn: "2026-01-01",
        billFromOn: "2026-06-01",
        parties: [],
        endOn: "2026-12-31",
        items: [parking],
        prorateOn: "first",
        billingAnchor: "calendar",
      },
    });
    const { id } = await activateLease({
      ctx,
      input: { id: draft.id, version: 1, isFirstInvoiceIssued: true },
    });
    await pay(estate, id, 6_200_000);
    const renewed = await renewLease({
      ctx,
      input: { id, version: 2, startOn: "2027-01-01", endOn: "2027-12-31", rentMinor: 3_300_000 },
    });
    expect(renewed).toMatchObject({
      status: "active",
      number: 2,
      renewedFromId: id,
      startOn: "2027-01-01",
      rentMinor: 3_300_000,
      depositHeldMinor: 3_000_000,
      depositMinor: 3_000_000,
      openMinor: 0,
    });
    expect(renewed.items.map((item) => [item.kind, item.amountMinor])).toEqual([
      ["rent", 3_300_000],
      ["parking", 200_000],
    ]);
    expect(await getLease({ ctx, input: { id } })).toMatchObject({
      status: "active",
      endOn: "2026-12-31",
      depositHeldMinor: 0,
      renewedToId: renewed.id,
    });
    expect(await findBookDifferences(house, agency.id)).toEqual({});
    await expect(
      renewLease({ ctx, input: { id, version: 3, startOn: "2026-01-01", endOn: null, rentMinor: 1 } }),
    ).rejects.toSatisfy(failsWith("INVALID"));
  });

  test("in the middle of a billed month both leases are charged their days, which sum to the month", async () => {
    const { ctx, id, agency } = await aBilledLease(house, { prorationMethod: "standard30" });
    ctx.clock.set("2026-06-25T09:00:00Z");
    const renewed = await renewLease({
      ctx,
      input: { id, version: 1, startOn: "2026-06-11", endOn: null, rentMinor: 3_000_000 },
    });
    expect(await getLease({ ctx, input: { id } })).toMatchObject({ status: "ended", endedOn: "2026-06-10" });
    expect(await chargedFor(house, id)).toBe(3_000_000 + 5 * 3_000_000 - 2_000_000);
    expect(await chargedFor(house, renewed.id)).toBe(2_000_000);
    expect(await billMonth(ctx)).toMatchObject({ invoiceCount: 0 });
    expect(await findBookDifferences(house, agency.id)).toEqual({});
  });

  test("a notice ends with the renewal", async () => {
    const { ctx, id } = await aBilledLease(house);
    await giveNotice({
      ctx,
      input: { id, version: 1, noticeOn: "2026-06-01", moveOutOn: "2026-08-31", reason: "" },
    });
    const renewed = await renewLease({
      ctx,
      input: { id, version: 2, startOn: "2026-09-01", endOn: null, rentMinor: 3_100_000 },
    });
    expect(await getLease({ ctx, input: { id } })).toMatchObject({
      status: "active",
      noticeOn: null,
      moveOutOn: null,
      endOn: "2026-08-31",
    });
    expect(renewed.items).toMatchObject([{ amountMinor: 3_100_000, fromOn: "2026-09-01" }]);
  });
});
