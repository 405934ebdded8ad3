import { newId } from "@stead/kernel/ids";
import { makeContact, makeLease, makeProperty, makeUnit } from "@stead/testing/factories";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { billMonth } from "../context/test-billing.ts";
import { makeEstate } from "../context/test-estate.ts";
import { openTestHouse, type TestHouse } from "../context/test-house.ts";

let house: TestHouse;
beforeAll(async () => {
  house = await openTestHouse();
});
afterAll(() => house.close());

describe("what a run bills for a month", () => {
  test("issues on the day it is at each property", async () => {
    const { ctx, agency, property } = await makeEstate(house, 1);
    const contact = await makeContact(house.arrange, agency.id);
    const zones = ["Pacific/Auckland", "America/Los_Angeles", "Africa/Nairobi"];
    const leases = await Promise.all(
      zones.map(async (timeZone) =>
        makeLease(
          house.arrange,
          await makeUnit(house.arrange, await makeProperty(house.arrange, agency.id, { timeZone })),
          contact,
        ),
      ),
    );
    expect(property.timeZone).toBe("Africa/Nairobi");
    // The night in which clocks change in Los Angeles: it is still 31 October there, and 1 November elsewhere.
    ctx.clock.set("2026-11-01T06:30:00Z");
    await billMonth(ctx, "2026-11-01");
    const rows = await house.arrange.query<{ lease_id: string; issued_on: string }>(
      "select lease_id, issued_on, due_on from invoices where agency_id = $1",
      agency.id,
    );
    const issued = leases.map((lease) => rows.find((row) => row.lease_id === lease.id)?.issued_on);
    expect(issued).toEqual(["2026-11-01", "2026-10-31", "2026-11-01"]);
  });

  test("a lease with notice is billed through its move-out day; ended and future ones are not", async () => {
    const { ctx, agency, property } = await makeEstate(house, 0);
    const contact = await makeContact(house.arrange, agency.id);
    const make = async (row: Record<string, unknown>) =>
      makeLease(house.arrange, await makeUnit(house.arrange, property), contact, row);
    const leaving = await make({ status: "notice", noticeOn: "2026-05-01", moveOutOn: "2026-06-10" });
    await make({ status: "ended", endedOn: "2026-06-20", moveOutOn: "2026-06-20" });
    await make({ startOn: "2026-07-01" });
    await make({ status: "draft" });
    await make({ status: "notice", noticeOn: "2026-04-01", moveOutOn: "2026-05-31" });
    await billMonth(ctx);
    expect(
      await house.arrange.query(
        "select lease_id, period_end, total_minor::int as total from invoices where agency_id = $1",
        agency.id,
      ),
    ).toEqual([{ lease_id: leaving.id, period_end: "2026-06-10", total: 1_000_000 }]);
  });

  test("bills every period whose due date lies in the month, an invoice for each due date", async () => {
    const { ctx, agency, leases } = await makeEstate(house, 1, { dueDay: 5 });
    const leaseId = leases[0]?.id;
    const item = (row: object) =>
      house.arrange.insert("lease_items", {
        agencyId: agency.id,
        id: newId(),
        leaseId,
        fromOn: "2026-01-01",
        ...row,
      });
    await item({ kind: "service", description: "Cleaning", amountMinor: 100_000, frequency: "weekly" });
    await item({ kind: "parking", description: "Parking", amountMinor: 900_000, frequency: "quarterly" });
    await item({
      kind: "utility",
      description: "Meter",
      amountMinor: 50_000,
      frequency: "once",
      fromOn: "2026-04-05",
      taxPpm: 160_000,
    });
    await item({ kind: "concession", description: "Welcome", amountMinor: -400_000 });
    const run = await billMonth(ctx, "2026-04-01");
    expect(run).toMatchObject({ invoiceCount: 6, chargeCount: 9, problems: [] });
    const invoices = await house.arrange.query(
      "select due_on, total_minor::int as total, tax_minor::int as tax from invoices where agency_id = $1 order by due_on",
      agency.id,
    );
    expect(invoices[1]).toEqual({ due_on: "2026-04-05", total: 3_558_000, tax: 8_000 });
    expect(invoices.map((row) => (row as { due_on: string }).due_on)).toEqual([
      "2026-04-02",
      "2026-04-05",
      "2026-04-09",
      "2026-04-16",
      "2026-04-23",
      "2026-04-30",
    ]);
    const books = await house.arrange.query(
      "select account_code as code, sum(amount_minor)::int as sum from journal_lines where agency_id = $1 group by 1 order by 1",
      agency.id,
    );
    expect(books).toEqual([
      { code: "1100", sum: 4_058_000 },
      { code: "2200", sum: -8_000 },
      { code: "4000", sum: -3_000_000 },
      { code: "4010", sum: -50_000 },
      { code: "4030", sum: -1_400_000 },
      { code: "4900", sum: 400_000 },
    ]);
    expect(await billMonth(ctx, "2026-04-01")).toMatchObject({ invoiceCount: 0 });
  });

  test("a concession lowers an invoice to nothing at most, and says what was left", async () => {
    const { ctx, agency, leases } = await makeEstate(house, 1);
    await house.arrange.insert("lease_items", {
      agencyId: agency.id,
      id: newId(),
      leaseId: leases[0]?.id,
      kind: "concession",
      description: "Free",
      amountMinor: -3_500_000,
      taxPpm: 0,
      fromOn: "2026-01-01",
    });
    const run = await billMonth(ctx);
    expect(run).toMatchObject({ invoiceCount: 1, totals: [{ currency: "KES", totalMinor: 0 }] });
    expect(run.problems).toEqual([
      {
        leaseId: leases[0]?.id,
        leaseNumber: leases[0]?.number,
        message: "KES 5,000.00 of the concession exceeds what is due on 2026-06-01 and was not used",
      },
    ]);
    expect(
      await house.arrange.query(
        "select status, total_minor::int as total from invoice_balances where agency_id = $1",
        agency.id,
      ),
    ).toEqual([{ status: "paid", total: 0 }]);
  });

  test("credit of the tenant is applied by a job, once a lease", async () => {
    const { ctx, agency, leases } = await makeEstate(house, 2);
    const id = newId();
    await house.arrange.insert("payments", {
      agencyId: agency.id,
      id,
      number: 1,
      leaseId: leases[0]?.id,
      rail: "cash",
      accountCode: "1030",
      receivedOn: "2026-05-01",
      amountMinor: 500,
      currency: "KES",
      journalId: newId(),
    });
    await house.arrange.insert("payment_balances", {
      agencyId: agency.id,
      paymentId: id,
      leaseId: leases[0]?.id,
      receivedOn: "2026-05-01",
      amountMinor: 500,
      creditMinor: 500,
      status: "allocated",
    });
    await billMonth(ctx);
    const jobs = await house.arrange.query(
      "select payload->>'leaseId' as lease from outbox where agency_id = $1 and name = 'payments.apply-credit'",
      agency.id,
    );
    expect(jobs).toEqual([{ lease: leases[0]?.id }]);
  });
});
