import { AmendLeaseInput } from "@stead/contracts/leases";
import { isAppError } from "@stead/kernel/errors";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { z } from "zod";
import { aBilledLease, billMonth, chargedFor, invoicesOf, pay } from "../context/test-billing.ts";
import { findBookDifferences } from "../context/test-books.ts";
import { makeEstate } from "../context/test-estate.ts";
import { openTestHouse, type TestHouse } from "../context/test-house.ts";
import { activateLease, amendLease, createLease, getLease, previewAmendment } from "./index.ts";

let house: TestHouse;
beforeAll(async () => {
  house = await openTestHouse();
});
afterAll(() => house.close());

const failsWith = (code: Parameters<typeof isAppError>[1]) => (error: unknown) => isAppError(error, code);
const amending = (input: z.input<typeof AmendLeaseInput>) => AmendLeaseInput.parse(input);

describe("amending a lease", () => {
  test("a later rent begins a second item; both versions can be read", async () => {
    const { ctx, id, ...estate } = await aBilledLease(house);
    const lease = await amendLease({
      ctx,
      input: amending({
        id,
        version: 1,
        effectiveOn: "2026-08-01",
        reason: "Yearly increase",
        rentMinor: 3_300_000,
        dueDay: 5,
      }),
    });
    expect(lease).toMatchObject({ rentMinor: 3_000_000, dueDay: 5, version: 2 });
    expect(lease.items).toMatchObject([
      { amountMinor: 3_000_000, fromOn: "2026-01-01", toOn: "2026-07-31" },
      { amountMinor: 3_300_000, fromOn: "2026-08-01", toOn: null },
    ]);
    expect(lease.versions[0]).toMatchObject({
      version: 2,
      effectiveOn: "2026-08-01",
      reason: "Yearly increase",
    });
    ctx.clock.set("2026-08-01T09:00:00Z");
    expect((await getLease({ ctx, input: { id } })).rentMinor).toBe(3_300_000);
    await billMonth(ctx, "2026-08-01");
    expect((await invoicesOf(house, id)).map(({ total }) => total)).toEqual([3_000_000, 3_300_000]);
    expect(await findBookDifferences(house, estate.agency.id)).toEqual({});
  });

  test("an increase in a billed month is charged for its days, and the month is not billed again", async () => {
    const { ctx, id, agency } = await aBilledLease(house);
    const input = amending({
      id,
      version: 1,
      effectiveOn: "2026-06-21",
      reason: "Increase",
      rentMinor: 3_600_000,
    });
    const preview = await previewAmendment({ ctx, input });
    expect(preview).toMatchObject({
      currency: "KES",
      chargedMinor: 200_000,
      creditedMinor: 0,
      lines: [{ label: "Rent, 21-30 June 2026", amountMinor: 200_000 }],
    });
    expect(preview.lines[0]?.explanation.steps.slice(-2)).toEqual([
      "billed before for June 2026: KES 30,000.00",
      "difference: KES 2,000.00",
    ]);
    expect(await invoicesOf(house, id)).toHaveLength(1);
    const lease = await amendLease({ ctx, input });
    expect(lease.versions[0]?.changes).toEqual([]);
    expect((await invoicesOf(house, id)).map(({ total, period }) => [total, period])).toEqual([
      [3_000_000, "2026-06-01..2026-06-30"],
      [200_000, "2026-06-21..2026-06-30"],
    ]);
    expect(await billMonth(ctx)).toMatchObject({ invoiceCount: 0, problems: [] });
    expect(await chargedFor(house, id)).toBe(3_200_000);
    // A second change of the same month starts from what was billed.
    await amendLease({
      ctx,
      input: amending({
        id,
        version: 2,
        effectiveOn: "2026-06-26",
        reason: "Agreed otherwise",
        rentMinor: 3_000_000,
      }),
    });
    expect(await chargedFor(house, id)).toBe(3_100_000);
    expect(await billMonth(ctx)).toMatchObject({ invoiceCount: 0 });
    expect(await findBookDifferences(house, agency.id)).toEqual({});
  });

  test("a reduction in a billed month is credited on its invoice; what was paid becomes credit", async () => {
    const estate = await aBilledLease(house);
    const { ctx, id, agency } = estate;
    await pay(estate, id, 3_000_000);
    const input = amending({
      id,
      version: 1,
      effectiveOn: "2026-06-16",
      reason: "Reduced for the works",
      rentMinor: 2_400_000,
    });
    expect(await previewAmendment({ ctx, input })).toMatchObject({ chargedMinor: 0, creditedMinor: 300_000 });
    await amendLease({ ctx, input });
    expect(await invoicesOf(house, id)).toMatchObject([
      { total: 3_000_000, credited: 300_000, paid: 2_700_000, open: 0, status: "paid" },
    ]);
    expect(await getLease({ ctx, input: { id } })).toMatchObject({ openMinor: 0, creditMinor: 300_000 });
    expect(await billMonth(ctx)).toMatchObject({ invoiceCount: 0, problems: [] });
    expect(await findBookDifferences(house, agency.id)).toEqual({});
  });

  test("amounts are added and ended from a day, with what that makes of the billed month", async () => {
    const estate = await makeEstate(house, 1);
    const { ctx, agency, leases } = estate;
    const id = leases[0]?.id ?? "";
    const added = await amendLease({
      ctx,
      input: amending({
        id,
        version: 1,
        effectiveOn: "2026-06-01",
        reason: "Parking",
        addItems: [{ kind: "parking", description: "Bay 2", amountMinor: 300_000 }],
      }),
    });
    await billMonth(ctx);
    const bay = added.items.find((item) => item.kind === "parking")?.id ?? "";
    const lease = await amendLease({
      ctx,
      input: amending({
        id,
        version: 2,
        effectiveOn: "2026-06-11",
        reason: "No car any more",
        endItemIds: [bay],
        addItems: [{ kind: "service", description: "Garden", amountMinor: 600_000, taxPpm: 160_000 }],
      }),
    });
    expect(lease.items.map((item) => [item.description, item.fromOn, item.toOn])).toEqual([
      ["Rent", "2026-01-01", null],
      ["Bay 2", "2026-06-01", "2026-06-10"],
      ["Garden", "2026-06-11", null],
    ]);
    expect(lease.versions[0]?.changes).toEqual([
      {
        field: "Bay 2",
        before: "KES 3,000.00 monthly from 2026-06-01",
        after: "KES 3,000.00 monthly from 2026-06-01 until 2026-06-10",
      },
      { field: "Garden", before: "", after: "KES 6,000.00 monthly from 2026-06-11" },
    ]);
    expect(await invoicesOf(house, id)).toMatchObject([
      { total: 3_300_000, credited: 200_000 },
      { total: 464_000, credited: 0, period: "2026-06-11..2026-06-30" },
    ]);
    const books = await house.arrange.query(
      "select account_code as code, sum(amount_minor)::int as sum from journal_lines where agency_id = $1 group by 1 order by 1",
      agency.id,
    );
    expect(books).toEqual([
      { code: "1100", sum: 3_564_000 },
      { code: "2200", sum: -64_000 },
      { code: "4000", sum: -3_000_000 },
      { code: "4030", sum: -500_000 },
    ]);
    expect(await billMonth(ctx)).toMatchObject({ invoiceCount: 0, problems: [] });
  });

  test("a concession that comes into a billed month is credited, and the month stays settled", async () => {
    const { ctx, id, agency } = await aBilledLease(house);
    await amendLease({
      ctx,
      input: amending({
        id,
        version: 1,
        effectiveOn: "2026-06-16",
        reason: "Noise",
        addItems: [{ kind: "concession", description: "Noise", amountMinor: -600_000 }],
      }),
    });
    expect(await invoicesOf(house, id)).toMatchObject([
      { total: 3_000_000, credited: 300_000, open: 2_700_000 },
    ]);
    expect(await billMonth(ctx)).toMatchObject({ invoiceCount: 0, problems: [] });
    expect(await findBookDifferences(house, agency.id)).toEqual({});
  });

  test("a change on an item's first day replaces it; a later agreed rent stays", async () => {
    const { ctx, id } = await aBilledLease(house);
    await amendLease({
      ctx,
      input: amending({
        id,
        version: 1,
        effectiveOn: "2026-09-01",
        reason: "Agreed step",
        rentMinor: 4_000_000,
      }),
    });
    const lease = await amendLease({
      ctx,
      input: amending({
        id,
        version: 2,
        effectiveOn: "2026-07-01",
        reason: "Step before it",
        rentMinor: 3_500_000,
      }),
    });
    expect(lease.items.map((item) => [item.amountMinor, item.fromOn, item.toOn])).toEqual([
      [3_000_000, "2026-01-01", "2026-06-30"],
      [3_500_000, "2026-07-01", "2026-08-31"],
      [4_000_000, "2026-09-01", null],
    ]);
    const replaced = await amendLease({
      ctx,
      input: amending({
        id,
        version: 3,
        effectiveOn: "2026-09-01",
        reason: "Less of a step",
        rentMinor: 3_800_000,
      }),
    });
    expect(replaced.items.map((item) => [item.amountMinor, item.fromOn, item.toOn]).at(-1)).toEqual([
      3_800_000,
      "2026-09-01",
      null,
    ]);
    expect(replaced.items).toHaveLength(3);
    const whole = await amendLease({
      ctx,
      input: amending({
        id,
        version: 4,
        effectiveOn: "2026-06-01",
        reason: "From the first",
        rentMinor: 3_100_000,
      }),
    });
    expect(whole.rentMinor).toBe(3_100_000);
    expect(await chargedFor(house, id)).toBe(3_100_000);
  });

  test("a longer or shorter term is settled too; what cannot be is refused", async () => {
    const { ctx, id, contactId, property, leases } = await aBilledLease(house, { endOn: "2026-06-20" });
    expect(await chargedFor(house, id)).toBe(2_000_000);
    const longer = await amendLease({
      ctx,
      input: amending({ id, version: 1, effectiveOn: "2026-06-15", reason: "Stays", endOn: "2026-12-31" }),
    });
    expect(longer.endOn).toBe("2026-12-31");
    expect(await chargedFor(house, id)).toBe(3_000_000);
    expect(await billMonth(ctx)).toMatchObject({ invoiceCount: 0 });
    await amendLease({
      ctx,
      input: amending({
        id,
        version: 2,
        effectiveOn: "2026-06-15",
        reason: "Leaves after all",
        endOn: "2026-06-20",
      }),
    });
    expect(await chargedFor(house, id)).toBe(2_000_000);
    const refused = (row: object, code: "INVALID" | "CONFLICT") =>
      expect(
        amendLease({
          ctx,
          input: amending({ id, version: 3, effectiveOn: "2026-06-15", reason: "Wrong", ...row }),
        }),
      ).rejects.toSatisfy(failsWith(code));
    await refused({ effectiveOn: "2025-12-31" }, "INVALID");
    await refused({ effectiveOn: "2026-06-21" }, "INVALID");
    await refused({ endOn: "2025-12-31" }, "INVALID");
    await refused({ endItemIds: ["01900000-0000-7000-8000-000000000009"] }, "INVALID");
    await refused({ version: 1 }, "CONFLICT");
    const next = await createLease({
      ctx,
      input: {
        unitId: leases[0]?.unitId ?? "",
        contactId,
        startOn: "2026-07-01",
        parties: [],
        endOn: null,
        items: [],
        prorateOn: "first",
        billingAnchor: "calendar",
      },
    });
    await activateLease({ ctx, input: { id: next.id, version: 1, isFirstInvoiceIssued: false } });
    await refused({ endOn: "2026-07-01" }, "CONFLICT");
    expect(property.id).toBe(leases[0]?.propertyId);
  });
});
