import {
  CreatePropertyInput,
  ListPropertiesInput,
  PropertyDto,
  PropertyPage,
} from "@stead/contracts/portfolio";
import { countStatements } from "@stead/db/observe";
import { newId } from "@stead/kernel/ids";
import { makeContact, makeLease, makeProperty, makeUnit } from "@stead/testing/factories";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeColleague, makeHouseAgency, openTestHouse, type TestHouse } from "../context/test-house.ts";
import { createProperty, getProperty, listProperties, setPropertyOwners, updateProperty } from "./index.ts";

let house: TestHouse;
beforeAll(async () => {
  house = await openTestHouse();
});
afterAll(() => house.close());

const typed = (row: object = {}) =>
  CreatePropertyInput.parse({
    name: "Sunrise Court",
    kind: "multifamily",
    addressLine: "1 Moi Avenue",
    city: "Nairobi",
    country: "KE",
    ...row,
  });
const list = (row: object = {}) => ListPropertiesInput.parse(row);

describe("a new property", () => {
  test("gets a code of its own, the agency's zone and its units", async () => {
    const { ctx } = await makeHouseAgency(house);
    const first = await createProperty({ ctx, input: typed({ unitCount: 3 }) });
    expect(PropertyDto.parse(first)).toMatchObject({
      code: "SC-1",
      timeZone: "Africa/Nairobi",
      unitCount: 3,
      occupiedCount: 0,
      owners: [],
      version: 1,
    });
    const units = await house.arrange.query(
      "select label, currency from units where property_id = $1 order by label",
      first.id,
    );
    expect(units).toEqual(["1", "2", "3"].map((label) => ({ label, currency: "KES" })));
    expect(await createProperty({ ctx, input: typed({ timeZone: "Africa/Kampala" }) })).toMatchObject({
      code: "SC-2",
      timeZone: "Africa/Kampala",
    });
  });

  test("of many made at once has a code that no other has", async () => {
    const { ctx } = await makeHouseAgency(house);
    const made = await Promise.all(Array.from({ length: 4 }, () => createProperty({ ctx, input: typed() })));
    expect(made.map(({ code }) => code).toSorted()).toEqual(["SC-1", "SC-2", "SC-3", "SC-4"]);
  });

  test("is refused with a code that is taken, with half a coordinate, and to who sees only some properties", async () => {
    const { ctx, agency } = await makeHouseAgency(house);
    const property = await createProperty({ ctx, input: typed({ code: "HQ" }) });
    await expect(createProperty({ ctx, input: typed({ code: "HQ" }) })).rejects.toMatchObject({
      code: "CONFLICT",
      details: { fields: [{ path: "code" }] },
    });
    await expect(createProperty({ ctx, input: typed({ latitude: 1 }) })).rejects.toMatchObject({
      code: "INVALID",
    });
    const scoped = await makeColleague(house, agency, { role: "agent", propertyIds: [property.id] });
    await expect(createProperty({ ctx: scoped, input: typed() })).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
    const viewer = await makeColleague(house, agency, { role: "viewer" });
    await expect(createProperty({ ctx: viewer, input: typed() })).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
  });
});

describe("an edit", () => {
  test("changes what it names, raises the version, and is in the trail without personal words", async () => {
    const { ctx, agency } = await makeHouseAgency(house);
    const { id } = await makeProperty(house.arrange, agency.id, { name: "Old name", city: "Nairobi" });
    const after = await updateProperty({
      ctx,
      input: { id, version: 1, name: "New name", city: "Nakuru", region: undefined },
    });
    expect(after).toMatchObject({ name: "New name", city: "Nakuru", version: 2 });
    const [trail] = await house.arrange.query("select changes, actor_id from audit where entity_id = $1", id);
    expect(trail).toEqual({
      changes: { name: ["•••", "•••"], city: ["Nairobi", "Nakuru"] },
      actor_id: ctx.actor.id,
    });
  });

  test("of two at once lets one through and tells the other", async () => {
    const { ctx, agency } = await makeHouseAgency(house);
    const { id } = await makeProperty(house.arrange, agency.id);
    const results = await Promise.allSettled(
      ["A", "B", "C"].map((name) => updateProperty({ ctx, input: { id, version: 1, name } })),
    );
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    const refused = results
      .filter((result) => result.status === "rejected")
      .map(({ reason }: PromiseRejectedResult) => reason as unknown);
    expect(refused).toEqual([
      expect.objectContaining({ code: "CONFLICT" }),
      expect.objectContaining({ code: "CONFLICT" }),
    ]);
    expect(await getProperty({ ctx, input: { id } })).toMatchObject({ version: 2 });
  });

  test("does not archive a property with leases to come, nor take another's code, nor lose a coordinate", async () => {
    const { ctx, agency } = await makeHouseAgency(house);
    const property = await makeProperty(house.arrange, agency.id, { latitude: 1, longitude: 2 });
    const other = await makeProperty(house.arrange, agency.id);
    const lease = await makeLease(
      house.arrange,
      await makeUnit(house.arrange, property),
      await makeContact(house.arrange, agency.id),
      { startOn: "2026-09-01" },
    );
    const edit = { id: property.id, version: 1 };
    await expect(updateProperty({ ctx, input: { ...edit, status: "archived" } })).rejects.toMatchObject({
      code: "PRECONDITION",
    });
    await expect(updateProperty({ ctx, input: { ...edit, code: other.code } })).rejects.toMatchObject({
      code: "CONFLICT",
      details: { fields: [{ path: "code" }] },
    });
    await expect(updateProperty({ ctx, input: { ...edit, latitude: null } })).rejects.toMatchObject({
      code: "INVALID",
    });
    await house.arrange.query("update leases set status = 'cancelled' where id = $1", lease.id);
    expect(await updateProperty({ ctx, input: { ...edit, status: "archived" } })).toMatchObject({
      status: "archived",
    });
  });
});

describe("owners", () => {
  test("are replaced as a whole, get their role, and their shares are the whole", async () => {
    const { ctx, agency } = await makeHouseAgency(house);
    const { id } = await makeProperty(house.arrange, agency.id);
    const [ann, ben] = [
      await makeContact(house.arrange, agency.id, { name: "Ann" }),
      await makeContact(house.arrange, agency.id, { name: "Ben" }),
    ];
    await setPropertyOwners({
      ctx,
      input: { id, version: 1, owners: [{ contactId: ann.id, sharePpm: 1_000_000 }] },
    });
    const owners = [
      { contactId: ann.id, sharePpm: 250_000 },
      { contactId: ben.id, sharePpm: 750_000 },
    ];
    const after = await setPropertyOwners({ ctx, input: { id, version: 2, owners } });
    expect(after).toMatchObject({
      version: 3,
      owners: [
        { name: "Ben", sharePpm: 750_000 },
        { name: "Ann", sharePpm: 250_000 },
      ],
    });
    const roles = await house.arrange.query("select role from contact_roles where agency_id = $1", agency.id);
    expect(roles).toEqual([{ role: "owner" }, { role: "owner" }]);
    expect(await setPropertyOwners({ ctx, input: { id, version: 3, owners: [] } })).toMatchObject({
      owners: [],
      version: 4,
    });
    await expect(setPropertyOwners({ ctx, input: { id, version: 3, owners } })).rejects.toMatchObject({
      code: "CONFLICT",
    });
  });

  test("are people of this agency; the database holds the sum, too", async () => {
    const { ctx, agency } = await makeHouseAgency(house);
    const { agency: foreign } = await makeHouseAgency(house);
    const { id } = await makeProperty(house.arrange, agency.id);
    const stranger = await makeContact(house.arrange, foreign.id);
    const friend = await makeContact(house.arrange, agency.id);
    const owners = [{ contactId: stranger.id, sharePpm: 1_000_000 }];
    await expect(setPropertyOwners({ ctx, input: { id, version: 1, owners } })).rejects.toMatchObject({
      code: "INVALID",
    });
    const half = { name: "", text: "insert into property_owners values ($1, $2, $3, 500000)" };
    await expect(ctx.db.sql(half, agency.id, id, friend.id)).rejects.toMatchObject({ code: "ST004" });
    expect(await getProperty({ ctx, input: { id } })).toMatchObject({ owners: [], version: 1 });
  });
});

describe("who sees which property", () => {
  test("another agency sees and changes nothing, and without our predicate the database still refuses", async () => {
    const { ctx, agency } = await makeHouseAgency(house);
    const { ctx: foreign } = await makeHouseAgency(house);
    const { id } = await makeProperty(house.arrange, agency.id);
    expect(await listProperties({ ctx: foreign, input: list() })).toEqual({
      items: [],
      nextCursor: null,
      total: { count: 0, isCapped: false },
    });
    await expect(getProperty({ ctx: foreign, input: { id } })).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(
      updateProperty({ ctx: foreign, input: { id, version: 1, name: "Mine" } }),
    ).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect(await foreign.db.sql({ name: "", text: "select id from properties" })).toEqual([]);
    expect(
      await foreign.db.sql({ name: "", text: "select id from properties where agency_id = $1" }, agency.id),
    ).toEqual([]);
    expect(await listProperties({ ctx, input: list() })).toMatchObject({ items: [{ id }] });
  });

  test("a member limited to properties sees and changes those", async () => {
    const { agency } = await makeHouseAgency(house);
    const [mine, other] = [
      await makeProperty(house.arrange, agency.id),
      await makeProperty(house.arrange, agency.id),
    ];
    const ctx = await makeColleague(house, agency, { role: "agent", propertyIds: [mine.id] });
    expect(await listProperties({ ctx, input: list() })).toMatchObject({
      items: [{ id: mine.id }],
      total: { count: 1 },
    });
    expect(await listProperties({ ctx, input: list({ q: "property" }) })).toMatchObject({
      items: [{ id: mine.id }],
      total: { count: 1 },
    });
    await expect(getProperty({ ctx, input: { id: other.id } })).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(
      updateProperty({ ctx, input: { id: other.id, version: 1, name: "Mine" } }),
    ).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(
      setPropertyOwners({ ctx, input: { id: other.id, version: 1, owners: [] } }),
    ).rejects.toMatchObject({ code: "NOT_FOUND" });
    const nobody = await makeColleague(house, agency, { role: "agent", propertyIds: [] });
    expect(await listProperties({ ctx: nobody, input: list() })).toMatchObject({ items: [] });
  });
});

describe("the list", () => {
  test("filters, finds by every word, and sorts both ways", async () => {
    const { ctx, agency } = await makeHouseAgency(house);
    const owner = await makeContact(house.arrange, agency.id);
    const rows = [
      { name: "Acacia 100% View", city: "Nairobi", code: "B", kind: "senior" },
      { name: "Baobab_Rise", city: "Mombasa", code: "C", status: "archived" },
    ];
    for (const row of rows) await makeProperty(house.arrange, agency.id, row);
    const cedar = await makeProperty(house.arrange, agency.id, {
      name: "Cedar Rise",
      city: "Nairobi",
      code: "A",
    });
    await house.arrange.insert("property_owners", {
      agencyId: agency.id,
      propertyId: cedar.id,
      contactId: owner.id,
      sharePpm: 1_000_000,
    });
    const names = async (input: object) =>
      (await listProperties({ ctx, input: list(input) })).items.map(({ name }) => name.slice(0, 1)).join("");
    expect(await names({})).toBe("ABC");
    expect(await names({ order: "desc" })).toBe("CBA");
    expect(await names({ sort: "code" })).toBe("CAB");
    expect(await names({ sort: "city", order: "asc" })).toBe("BAC");
    expect(await names({ status: "active" })).toBe("AC");
    expect(await names({ kind: "senior" })).toBe("A");
    expect(await names({ city: "Mombasa" })).toBe("B");
    expect(await names({ ownerContactId: owner.id })).toBe("C");
    expect(await names({ q: "RISE nairobi" })).toBe("C");
    expect(await names({ q: "100%" })).toBe("A");
    expect(await names({ q: "b_r" })).toBe("B");
    expect(await names({ q: "   " })).toBe("ABC");
  });

  test("covers every row exactly once, page by page, while others are inserted", async () => {
    const { ctx, agency } = await makeHouseAgency(house);
    const ids = new Set<string>();
    for (let index = 0; index < 23; index++)
      ids.add(
        (
          await makeProperty(house.arrange, agency.id, {
            name: `House ${index % 3}`,
            city: `Town ${index % 2}`,
          })
        ).id,
      );
    for (const sort of ["name", "code", "city"] as const) {
      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await listProperties({ ctx, input: list({ sort, limit: 5, cursor }) });
        seen.push(...PropertyPage.parse(page).items.map(({ id }) => id));
        cursor = page.nextCursor ?? undefined;
        // Before the place where the list has come to.
        await makeProperty(house.arrange, agency.id, {
          name: "AAA",
          city: "AAA",
          code: `AAA ${seen.length} ${sort}`,
        });
      } while (cursor !== undefined);
      expect(seen.filter((id) => ids.has(id)).toSorted()).toEqual([...ids].toSorted());
      expect(new Set(seen).size).toBe(seen.length);
    }
  });

  test("refuses a cursor of another order", async () => {
    const { ctx, agency } = await makeHouseAgency(house);
    for (let made = 0; made < 2; made++) await makeProperty(house.arrange, agency.id);
    const { nextCursor } = await listProperties({ ctx, input: list({ limit: 1 }) });
    await expect(
      listProperties({ ctx, input: list({ limit: 1, sort: "city", cursor: nextCursor }) }),
    ).rejects.toMatchObject({ code: "INVALID" });
    await expect(listProperties({ ctx, input: list({ cursor: "nonsense" }) })).rejects.toMatchObject({
      code: "INVALID",
    });
  });

  test("stops counting at a thousand", async () => {
    const { ctx, agency } = await makeHouseAgency(house);
    await house.arrange.query(
      `insert into properties (agency_id, id, code, name, address_line, city, country, time_zone)
       select $1, gen_random_uuid(), n::text, 'House ' || n, '', 'Nairobi', 'KE', 'Africa/Nairobi' from generate_series(1, 1001) n`,
      agency.id,
    );
    expect((await listProperties({ ctx, input: list() })).total).toEqual({ count: 1000, isCapped: true });
    const { items } = await listProperties({ ctx, input: list({ limit: 200, q: "house" }) });
    expect(items).toHaveLength(200);
  });

  test("takes as many statements for ten units as for a thousand, and counts who lives there today", async () => {
    const { ctx, agency } = await makeHouseAgency(house);
    const contact = await makeContact(house.arrange, agency.id);
    const fill = async (units: number) => {
      const property = await makeProperty(house.arrange, agency.id);
      const unit = await makeUnit(house.arrange, property);
      await makeLease(house.arrange, unit, contact, { startOn: "2026-06-15" });
      const later = await makeUnit(house.arrange, property);
      await makeLease(house.arrange, later, contact, { startOn: "2026-06-16" });
      await house.arrange.query(
        "insert into units (agency_id, id, property_id, label, market_rent_minor, currency) select $1, gen_random_uuid(), $2, n::text, 0, 'KES' from generate_series(1, $3::int) n",
        agency.id,
        property.id,
        units,
      );
      return property;
    };
    const small = await fill(10);
    const ofSmall = await countStatements(() => listProperties({ ctx, input: list() }));
    expect(ofSmall.result.items).toMatchObject([{ unitCount: 12, occupiedCount: 1 }]);
    const large = await fill(1000);
    const ofLarge = await countStatements(() => listProperties({ ctx, input: list() }));
    expect(ofLarge.result.items).toContainEqual(
      expect.objectContaining({ id: large.id, unitCount: 1002, occupiedCount: 1 }),
    );
    expect(ofLarge.statements).toHaveLength(ofSmall.statements.length);
    const one = await countStatements(() => getProperty({ ctx, input: { id: small.id } }));
    const other = await countStatements(() => getProperty({ ctx, input: { id: large.id } }));
    expect([one.statements.length, other.statements.length]).toEqual([1, 1]);
  });

  test("knows no property that is not there", async () => {
    const { ctx } = await makeHouseAgency(house);
    await expect(getProperty({ ctx, input: { id: newId() } })).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});
