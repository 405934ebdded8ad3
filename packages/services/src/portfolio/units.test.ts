import { CreateUnitInput, ListUnitsInput, UnitDto, UnitPage } from "@stead/contracts/portfolio";
import { countStatements } from "@stead/db/observe";
import { newId } from "@stead/kernel/ids";
import { makeContact, makeLease, makeProperty, makeUnit } from "@stead/testing/factories";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  makeColleague,
  makeHouseAgency,
  openTestHouse,
  type TestContext,
  type TestHouse,
} from "../context/test-house.ts";
import { createUnit, getUnit, listUnits, updateUnit } from "./index.ts";

let house: TestHouse;
beforeAll(async () => {
  house = await openTestHouse();
});
afterAll(() => house.close());

let ctx: TestContext;
let agency: Awaited<ReturnType<typeof makeHouseAgency>>["agency"];
let property: Awaited<ReturnType<typeof makeProperty>>;
beforeEach(async () => {
  ({ ctx, agency } = await makeHouseAgency(house));
  property = await makeProperty(house.arrange, agency.id, { name: "Acacia" });
});

const typed = (row: object = {}) =>
  CreateUnitInput.parse({ propertyId: property.id, label: "A1", marketRentMinor: 3_000_000, ...row });
const list = (row: object = {}, actor = ctx) => listUnits({ ctx: actor, input: ListUnitsInput.parse(row) });

describe("a unit", () => {
  test("is made in the agency's currency, read, and its making is in the trail", async () => {
    const unit = UnitDto.parse(await createUnit({ ctx, input: typed({ beds: 2 }) }));
    expect(unit).toMatchObject({
      label: "A1",
      beds: 2,
      currency: "KES",
      status: "available",
      occupancy: "vacant",
      leaseId: null,
      leases: [],
      propertyName: "Acacia",
    });
    const [trail] = await house.arrange.query("select action from audit where entity_id = $1", unit.id);
    expect(trail).toEqual({ action: "unit.created" });
  });

  test("has a label of its own in its property, which is active", async () => {
    const { id } = await createUnit({ ctx, input: typed() });
    const other = await createUnit({ ctx, input: typed({ label: "A2" }) });
    await expect(createUnit({ ctx, input: typed() })).rejects.toMatchObject({
      code: "CONFLICT",
      details: { fields: [{ path: "label" }] },
    });
    await expect(updateUnit({ ctx, input: { id: other.id, version: 1, label: "A1" } })).rejects.toMatchObject(
      { code: "CONFLICT", details: { fields: [{ path: "label" }] } },
    );
    await house.arrange.query("update properties set status = 'archived' where id = $1", property.id);
    await expect(createUnit({ ctx, input: typed({ label: "A3" }) })).rejects.toMatchObject({
      code: "PRECONDITION",
    });
    await expect(createUnit({ ctx, input: typed({ propertyId: newId() }) })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    expect(await getUnit({ ctx, input: { id } })).toMatchObject({ label: "A1" });
  });

  test("shows who lives there and its leases, newest first", async () => {
    const unit = await makeUnit(house.arrange, property);
    const [ann, ben] = [
      await makeContact(house.arrange, agency.id, { name: "Ann" }),
      await makeContact(house.arrange, agency.id, { name: "Ben" }),
    ];
    await makeLease(house.arrange, unit, ann, { startOn: "2025-01-01", endOn: "2025-12-31" });
    const current = await makeLease(house.arrange, unit, ben, {
      startOn: "2026-01-01",
      rentMinor: 3_100_000,
    });
    expect(UnitDto.parse(await getUnit({ ctx, input: { id: unit.id } }))).toMatchObject({
      occupancy: "occupied",
      leaseId: current.id,
      tenantName: "Ben",
      rentMinor: 3_100_000,
      leases: [
        { tenantName: "Ben", endOn: null },
        { tenantName: "Ann", startOn: "2025-01-01", endOn: "2025-12-31" },
      ],
    });
  });
});

describe("an edit", () => {
  test("changes what it names, and a stale one is told so", async () => {
    const { id } = await createUnit({ ctx, input: typed() });
    expect(
      await updateUnit({ ctx, input: { id, version: 1, marketRentMinor: 3_500_000, beds: 1 } }),
    ).toMatchObject({ marketRentMinor: 3_500_000, beds: 1, version: 2 });
    await expect(updateUnit({ ctx, input: { id, version: 1, beds: 9 } })).rejects.toMatchObject({
      code: "CONFLICT",
      details: { currentVersion: 2 },
    });
    const [trail] = await house.arrange.query(
      "select changes from audit where entity_id = $1 and action = 'unit.updated'",
      id,
    );
    expect(trail).toEqual({ changes: { marketRentMinor: [3_000_000, 3_500_000], beds: [null, 1] } });
  });

  test("archives what is not let any more", async () => {
    const unit = await makeUnit(house.arrange, property);
    const lease = await makeLease(house.arrange, unit, await makeContact(house.arrange, agency.id), {
      endOn: "2026-06-30",
    });
    const archive = { id: unit.id, version: 1, status: "archived" as const };
    await expect(updateUnit({ ctx, input: archive })).rejects.toMatchObject({ code: "PRECONDITION" });
    await house.arrange.query(
      "update leases set status = 'ended', ended_on = '2026-06-15' where id = $1",
      lease.id,
    );
    await expect(updateUnit({ ctx, input: archive })).rejects.toMatchObject({ code: "PRECONDITION" });
    ctx.clock.advance({ days: 1 });
    expect(await updateUnit({ ctx, input: archive })).toMatchObject({
      status: "archived",
      occupancy: "archived",
    });
  });
});

describe("the list", () => {
  test("filters by what each unit is today, by property, kind and words", async () => {
    const contact = await makeContact(house.arrange, agency.id);
    const other = await makeProperty(house.arrange, agency.id, { name: "Baobab" });
    await makeUnit(house.arrange, property, { label: "A vacant" });
    await makeLease(
      house.arrange,
      await makeUnit(house.arrange, property, { label: "B let", kind: "studio" }),
      contact,
    );
    await makeLease(house.arrange, await makeUnit(house.arrange, property, { label: "C notice" }), contact, {
      status: "notice",
      noticeOn: "2026-06-01",
      moveOutOn: "2026-06-30",
    });
    await makeLease(
      house.arrange,
      await makeUnit(house.arrange, property, { label: "D notice to come" }),
      contact,
      { status: "notice", noticeOn: "2026-06-16", moveOutOn: "2026-06-30" },
    );
    await makeUnit(house.arrange, property, { label: "E unrentable", status: "unrentable" });
    await makeUnit(house.arrange, other, { label: "F archived", status: "archived" });
    await makeUnit(house.arrange, other, { label: "G other" });
    const letters = async (row: object) => {
      const { items, total } = UnitPage.parse(await list(row));
      expect(total.count).toBe(items.length);
      return items.map(({ label }) => label.slice(0, 1)).join("");
    };
    expect(await letters({})).toBe("ABCDEG");
    expect(await letters({ order: "desc" })).toBe("GEDCBA");
    expect(await letters({ occupancy: "vacant" })).toBe("AG");
    expect(await letters({ occupancy: "occupied" })).toBe("BD");
    expect(await letters({ occupancy: "notice" })).toBe("C");
    expect(await letters({ occupancy: "unrentable" })).toBe("E");
    expect(await letters({ occupancy: "archived" })).toBe("F");
    expect(await letters({ propertyId: other.id })).toBe("G");
    expect(await letters({ kind: "studio" })).toBe("B");
    expect(await letters({ q: "baob" })).toBe("G");
    expect(await letters({ q: "NOTICE come" })).toBe("D");
    expect((await list({ occupancy: "notice" })).items[0]).toMatchObject({
      occupancy: "notice",
      tenantName: contact.name,
      propertyName: "Acacia",
    });
  });

  test("is in the order that people count, page by page both ways", async () => {
    const labels = ["1", "2", "10", "11", "A2", "a2", "A10", "B-3", "B-12"];
    const expected = ["1", "2", "10", "11", "a2", "A2", "A10", "B-3", "B-12"];
    for (const label of labels) await makeUnit(house.arrange, property, { label });
    const walk = async (order: "asc" | "desc") => {
      const seen: string[] = [];
      for (let cursor: string | null | undefined; cursor !== null;) {
        const page = await list({ order, limit: 2, ...(cursor === undefined ? {} : { cursor }) });
        seen.push(...page.items.map(({ label }) => label));
        cursor = page.nextCursor;
      }
      return seen;
    };
    expect(await walk("asc")).toEqual(expected);
    expect(await walk("desc")).toEqual(expected.toReversed());
  });

  test("covers every unit exactly once while others are added", async () => {
    const made = new Set<string>();
    for (let index = 0; index < 17; index++)
      made.add((await makeUnit(house.arrange, property, { label: `U${index}` })).id);
    const seen: string[] = [];
    for (let cursor: string | null | undefined; cursor !== null;) {
      const page = await list({ limit: 4, ...(cursor === undefined ? {} : { cursor }) });
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
      await makeUnit(house.arrange, property, { label: `A${seen.length}` });
    }
    expect(seen.filter((id) => made.has(id)).toSorted()).toEqual([...made].toSorted());
    expect(new Set(seen).size).toBe(seen.length);
  });

  test("takes as many statements for ten leases as for a thousand", async () => {
    const contact = await makeContact(house.arrange, agency.id);
    const unit = await makeUnit(house.arrange, property);
    await makeLease(house.arrange, unit, contact);
    const small = await countStatements(() => list());
    await house.arrange.query(
      `insert into leases (agency_id, id, number, property_id, unit_id, contact_id, status, start_on, end_on, currency, rent_minor, reference, bill_from_on)
       select $1, gen_random_uuid(), 10000 + n, $2, $3, $4, 'active', date '2000-01-01' + n, date '2000-01-01' + n, 'KES', 1, 'old ' || n, date '2000-01-01' + n
       from generate_series(1, 1000) n`,
      agency.id,
      property.id,
      unit.id,
      contact.id,
    );
    const large = await countStatements(() => list());
    expect(large.result.items).toEqual(small.result.items);
    expect([small.statements.length, large.statements.length]).toEqual([2, 2]);
    const one = await countStatements(() => getUnit({ ctx, input: { id: unit.id } }));
    expect([one.statements.length, one.result.leases.length]).toEqual([1, 100]);
  });
});

describe("who sees which unit", () => {
  test("another agency none, and a member limited to properties those of theirs", async () => {
    const other = await makeProperty(house.arrange, agency.id);
    const [mine, theirs] = [await makeUnit(house.arrange, property), await makeUnit(house.arrange, other)];
    const { ctx: foreign } = await makeHouseAgency(house);
    expect(await list({}, foreign)).toMatchObject({ items: [], total: { count: 0 } });
    await expect(getUnit({ ctx: foreign, input: { id: mine.id } })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    await expect(createUnit({ ctx: foreign, input: typed() })).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect(
      await foreign.db.sql({ name: "", text: "select id from units where agency_id = $1" }, agency.id),
    ).toEqual([]);

    const scoped = await makeColleague(house, agency, { role: "agent", propertyIds: [property.id] });
    expect(await list({}, scoped)).toMatchObject({ items: [{ id: mine.id }], total: { count: 1 } });
    await expect(getUnit({ ctx: scoped, input: { id: theirs.id } })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    await expect(
      updateUnit({ ctx: scoped, input: { id: theirs.id, version: 1, beds: 1 } }),
    ).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(createUnit({ ctx: scoped, input: typed({ propertyId: other.id }) })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    const viewer = await makeColleague(house, agency, { role: "viewer" });
    await expect(
      updateUnit({ ctx: viewer, input: { id: mine.id, version: 1, beds: 1 } }),
    ).rejects.toMatchObject({ code: "FORBIDDEN" });
  });
});
