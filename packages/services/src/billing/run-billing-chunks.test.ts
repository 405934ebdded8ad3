import { makeContact, makeLease, makeProperty, makeUnit } from "@stead/testing/factories";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeHouseAgency, openTestHouse, type TestHouse } from "../context/test-house.ts";
import { setUpAgency } from "../agency/index.ts";
import { runBillingChunks, startBillingRun } from "./index.ts";

let house: TestHouse;
beforeAll(async () => {
  house = await openTestHouse();
});
afterAll(() => house.close());

describe("a billing run", () => {
  test("bills a month once", async () => {
    const { ctx, agency } = await makeHouseAgency(house);
    await setUpAgency({ ctx });
    const property = await makeProperty(house.arrange, agency.id);
    const contact = await makeContact(house.arrange, agency.id);
    for (let i = 0; i < 3; i++)
      await makeLease(house.arrange, await makeUnit(house.arrange, property), contact);
    const run = await startBillingRun({
      ctx,
      input: { periodStart: "2026-06-01", idempotencyKey: "june-2026" },
    });
    const done = await runBillingChunks({ ctx, input: { billingRunId: run.id } });
    expect(done).toMatchObject({
      status: "done",
      leaseCount: 3,
      invoiceCount: 3,
      chargeCount: 3,
      totals: [{ currency: "KES", totalMinor: 9_000_000 }],
    });
  });
});
