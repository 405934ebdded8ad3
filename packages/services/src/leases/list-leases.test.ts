import { ListLeasesInput, PreviewScheduleInput } from "@stead/contracts/leases";
import { countStatements } from "@stead/db/observe";
import { isAppError } from "@stead/kernel/errors";
import { makeContact, makeLease, makeProperty, makeUnit } from "@stead/testing/factories";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { z } from "zod";
import { billMonth } from "../context/test-billing.ts";
import { makeEstate, makeManyLeases } from "../context/test-estate.ts";
import { makeColleague, openTestHouse, type TestContext, type TestHouse } from "../context/test-house.ts";
import { getLease, listLeases, previewSchedule } from "./index.ts";

let house: TestHouse;
beforeAll(async () => {
  house = await openTestHouse();
});
afterAll(() => house.close());

const list = (ctx: TestContext, row: Partial<z.input<typeof ListLeasesInput>> = {}) =>
  listLeases({ ctx, input: ListLeasesInput.parse(row) });

describe("the list of leases", () => {
  test("is filtered, searched, sorted and paged, with what each tenant owes", async () => {
    const estate = await makeEstate(house, 0);
    const { ctx, agency, property } = estate;
    const ann = await makeContact(house.arrange, agency.id, { name: "Ann Wanjiru" });
    const ben = await makeContact(house.arrange, agency.id, { name: "Ben Otieno" });
    const make = async (contact: { id: string }, row: Record<string, unknown>) =>
      makeLease(house.arrange, await makeUnit(house.arrange, property), contact, row);
    const first = await make(ann, { startOn: "2026-01-01", endOn: "2026-07-10" });
    const second = await make(ben, { startOn: "2026-03-01", endOn: "2027-02-28", reference: "BEN-2" });
    const third = await make(ben, { startOn: "2026-02-01" });
    const draft = await make(ann, { startOn: "2026-08-01", status: "draft" });
    await house.arrange.insert("lease_parties", {
      agencyId: agency.id,
      leaseId: second.id,
      contactId: ann.id,
      role: "guarantor",
    });
    await billMonth(ctx);
    const ids = async (row: Parameters<typeof list>[1]) =>
      (await list(ctx, row)).items.map((lease) => lease.id);
    expect(await ids({})).toEqual([draft.id, second.id, third.id, first.id]);
    expect(await ids({ sort: "end" })).toEqual([first.id, second.id, ...[third.id, draft.id].toSorted()]);
    expect(await ids({ sort: "number", order: "asc" })).toEqual([first.id, second.id, third.id, draft.id]);
    expect(await ids({ status: "draft" })).toEqual([draft.id]);
    expect(await ids({ contactId: ann.id })).toEqual([draft.id, second.id, first.id]);
    expect(await ids({ unitId: third.unitId })).toEqual([third.id]);
    expect(await ids({ endingWithinDays: 30 })).toEqual([first.id]);
    expect(await ids({ q: "wanjiru" })).toEqual([draft.id, first.id]);
    expect(await ids({ q: "ben-2" })).toEqual([second.id]);
    expect(await ids({ propertyId: property.id, limit: 1 })).toEqual([draft.id]);
    const row = (await list(ctx, { q: "ben-2" })).items[0];
    expect(row).toMatchObject({
      status: "active",
      tenantName: "Ben Otieno",
      propertyName: property.name,
      rentMinor: 3_000_000,
      openMinor: 3_000_000,
      creditMinor: 0,
    });
    for (const sort of ["start", "end", "number"] as const) {
      const all = await ids({ sort });
      const paged: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await list(ctx, { sort, limit: 3, cursor });
        paged.push(...page.items.map((lease) => lease.id));
        cursor = page.nextCursor ?? undefined;
      } while (cursor !== undefined);
      expect(paged).toEqual(all);
    }
    const other = await makeProperty(house.arrange, agency.id);
    const limited = await makeColleague(house, agency, { role: "agent", propertyIds: [other.id] });
    expect(await list(limited)).toMatchObject({ items: [], total: { count: 0 } });
  });

  test("takes two statements for any page, and one for a lease", async () => {
    const estate = await makeEstate(house, 1);
    await makeManyLeases(house, estate, 300);
    const counts = await Promise.all(
      [10, 200].map((limit) => countStatements(() => list(estate.ctx, { limit }))),
    );
    expect(counts.map((count) => count.statements.length)).toEqual([2, 2]);
    const one = await countStatements(() =>
      getLease({ ctx: estate.ctx, input: { id: estate.leases[0]?.id ?? "" } }),
    );
    expect(one.statements).toEqual(["lease_get"]);
  });
});

describe("the schedule of a lease as typed", () => {
  test("shows deposit, part month and every amount with its arithmetic, and writes nothing", async () => {
    const { ctx } = await makeEstate(house, 0);
    const input = PreviewScheduleInput.parse({
      startOn: "2026-08-08",
      currency: "KES",
      rentMinor: 3_000_000,
      depositMinor: 3_000_000,
      dueDay: 5,
      prorationMethod: "actual",
      items: [{ kind: "concession", description: "Welcome", amountMinor: -300_000, toOn: "2026-09-30" }],
      months: 3,
    });
    const counted = await countStatements(() => previewSchedule({ ctx, input }));
    expect(counted.statements).toEqual([]);
    expect(
      counted.result.charges.map((charge) => [charge.kind, charge.dueOn, charge.netMinor, charge.isProrated]),
    ).toEqual([
      ["deposit", "2026-08-08", 3_000_000, false],
      ["rent", "2026-08-08", 2_322_600, true],
      ["concession", "2026-08-08", -232_300, true],
      ["rent", "2026-09-05", 3_000_000, false],
      ["concession", "2026-09-05", -300_000, false],
      ["rent", "2026-10-05", 3_000_000, false],
    ]);
    expect(counted.result.charges[1]?.explanation.steps[0]).toBe(
      "24 of 31 days of KES 30,000.00 (8-31 August 2026)",
    );
    await expect(async () =>
      previewSchedule({ ctx, input: { ...input, endOn: "2026-08-01" } }),
    ).rejects.toSatisfy((error) => isAppError(error, "INVALID"));
    expect(
      await previewSchedule({ ctx, input: { ...input, rentMinor: 0, depositMinor: 0, items: [] } }),
    ).toEqual({ currency: "KES", charges: [] });
  });
});
