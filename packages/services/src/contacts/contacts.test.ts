import {
  ContactDto,
  ContactPage,
  ContactStatisticsDto,
  CreateContactInput,
  ListContactsInput,
} from "@stead/contracts/contacts";
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
import { createContact, getContact, getContactStatistics, listContacts, updateContact } from "./index.ts";

let house: TestHouse;
beforeAll(async () => {
  house = await openTestHouse();
});
afterAll(() => house.close());

let ctx: TestContext;
let agency: Awaited<ReturnType<typeof makeHouseAgency>>["agency"];
beforeEach(async () => {
  ({ ctx, agency } = await makeHouseAgency(house));
});

const typed = (row: object = {}) => CreateContactInput.parse({ name: "Ann Otieno", ...row });
const list = (row: object = {}, actor = ctx) =>
  listContacts({ ctx: actor, input: ListContactsInput.parse(row) });
const names = async (row: object = {}, actor = ctx) =>
  (await list(row, actor)).items.map(({ name }) => name).join(", ");

describe("a contact", () => {
  test("is kept with its phone in E.164 and its e-mail in lower case; the trail holds neither", async () => {
    const made = await createContact({
      ctx,
      input: typed({
        phone: "0712 345 678",
        email: "Ann@Example.org",
        roles: ["tenant", "applicant", "tenant"],
      }),
    });
    expect(ContactDto.parse(made)).toMatchObject({
      phone: "+254712345678",
      email: "ann@example.org",
      roles: ["applicant", "tenant"],
      similar: [],
      leases: [],
      properties: [],
    });
    const [trail] = await house.arrange.query<{ changes: object }>(
      "select changes from audit where entity_id = $1",
      made.id,
    );
    expect(trail?.changes).toMatchObject({ name: [null, "•••"], phone: [null, "•••"], email: [null, "•••"] });
    expect(JSON.stringify(trail)).not.toMatch(/712345678|Otieno|example/);
    await expect(createContact({ ctx, input: typed({ phone: "12" }) })).rejects.toMatchObject({
      code: "INVALID",
      details: { fields: [{ path: "phone" }] },
    });
  });

  test("with the e-mail or phone of others is made, and they are named", async () => {
    await createContact({ ctx, input: typed({ name: "By mail", email: "ann@example.org" }) });
    await createContact({ ctx, input: typed({ name: "By phone", phone: "+254712345678" }) });
    const made = await createContact({
      ctx,
      input: typed({ phone: "0712345678", email: "ANN@example.org" }),
    });
    expect(made.similar).toMatchObject([
      { name: "By mail", field: "email" },
      { name: "By phone", field: "phone" },
    ]);
  });

  test("shows its leases with what is open on them, and what it owns", async () => {
    const property = await makeProperty(house.arrange, agency.id, { name: "Acacia" });
    const unit = await makeUnit(house.arrange, property, { label: "A1" });
    const [tenant, guarantor] = [
      await makeContact(house.arrange, agency.id),
      await makeContact(house.arrange, agency.id),
    ];
    const lease = await makeLease(house.arrange, unit, tenant);
    await house.arrange.insert("lease_parties", {
      agencyId: agency.id,
      leaseId: lease.id,
      contactId: guarantor.id,
      role: "guarantor",
    });
    await house.arrange.insert("property_owners", {
      agencyId: agency.id,
      propertyId: property.id,
      contactId: guarantor.id,
      sharePpm: 1_000_000,
    });
    for (const openMinor of [700, 300]) {
      const id = newId();
      const { propertyId, unitId, contactId, currency } = lease;
      const days = {
        periodStart: "2026-06-01",
        periodEnd: "2026-06-30",
        issuedOn: "2026-06-01",
        dueOn: "2026-06-01",
      };
      await house.arrange.insert("invoices", {
        agencyId: agency.id,
        id,
        number: openMinor,
        leaseId: lease.id,
        propertyId,
        unitId,
        contactId,
        kind: "regular",
        sourceKey: id,
        ...days,
        currency,
        netMinor: 1000,
        totalMinor: 1000,
      });
      await house.arrange.insert("invoice_balances", {
        agencyId: agency.id,
        invoiceId: id,
        leaseId: lease.id,
        propertyId,
        kind: "regular",
        dueOn: "2026-06-01",
        currency,
        totalMinor: 1000,
        paidMinor: 1000 - openMinor,
        openMinor,
        status: "part_paid",
      });
    }
    expect(ContactDto.parse(await getContact({ ctx, input: { id: tenant.id } }))).toMatchObject({
      leases: [{ id: lease.id, role: "tenant", openMinor: 1000, unitLabel: "A1", propertyName: "Acacia" }],
    });
    expect(await getContact({ ctx, input: { id: guarantor.id } })).toMatchObject({
      leases: [{ role: "guarantor" }],
      properties: [{ name: "Acacia", sharePpm: 1_000_000 }],
    });
  });
});

describe("an edit", () => {
  test("changes what it names, replaces roles, and a stale one is told so", async () => {
    const { id } = await createContact({ ctx, input: typed({ phone: "0712345678", roles: ["tenant"] }) });
    const after = await updateContact({
      ctx,
      input: { id, version: 1, phone: null, email: "NEW@example.org", roles: ["vendor"] },
    });
    expect(after).toMatchObject({
      name: "Ann Otieno",
      phone: null,
      email: "new@example.org",
      roles: ["vendor"],
      version: 2,
    });
    await expect(updateContact({ ctx, input: { id, version: 1, name: "Old" } })).rejects.toMatchObject({
      code: "CONFLICT",
    });
    expect(await updateContact({ ctx, input: { id, version: 2, status: "archived" } })).toMatchObject({
      status: "archived",
      roles: ["vendor"],
    });
    await expect(updateContact({ ctx, input: { id: newId(), version: 1 } })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
  });

  test("does not archive somebody with a lease that runs, wherever it is", async () => {
    const [mine, other] = [
      await makeProperty(house.arrange, agency.id),
      await makeProperty(house.arrange, agency.id),
    ];
    const contact = await makeContact(house.arrange, agency.id);
    await makeLease(house.arrange, await makeUnit(house.arrange, other), contact);
    await makeLease(house.arrange, await makeUnit(house.arrange, mine), contact, {
      status: "ended",
      endedOn: "2026-02-01",
    });
    const scoped = await makeColleague(house, agency, { role: "agent", propertyIds: [mine.id] });
    await expect(
      updateContact({ ctx: scoped, input: { id: contact.id, version: 1, status: "archived" } }),
    ).rejects.toMatchObject({ code: "PRECONDITION" });
  });
});

describe("the list", () => {
  test("filters, sorts, and finds by parts of name, mail and phone", async () => {
    const property = await makeProperty(house.arrange, agency.id);
    // Ids of one millisecond are in no order.
    const [first = "", second = "", third = "", fourth = ""] = Array.from({ length: 4 }, newId).toSorted();
    const ann = await makeContact(house.arrange, agency.id, {
      id: first,
      name: "Ann",
      email: "ann@example.org",
      phone: "+254712345678",
      roles: ["tenant", "owner"],
    });
    await makeContact(house.arrange, agency.id, { id: second, name: "Ben", roles: ["vendor"] });
    const cid = await makeContact(house.arrange, agency.id, { id: third, name: "Cid", status: "archived" });
    const dan = await makeContact(house.arrange, agency.id, { id: fourth, name: "Dan" });
    const lease = await makeLease(house.arrange, await makeUnit(house.arrange, property), ann);
    await house.arrange.insert("lease_parties", {
      agencyId: agency.id,
      leaseId: lease.id,
      contactId: cid.id,
      role: "occupant",
    });
    await house.arrange.insert("property_owners", {
      agencyId: agency.id,
      propertyId: property.id,
      contactId: dan.id,
      sharePpm: 1_000_000,
    });
    expect(await names()).toBe("Ann, Ben, Cid, Dan");
    expect(await names({ sort: "created" })).toBe("Dan, Cid, Ben, Ann");
    expect(await names({ order: "desc" })).toBe("Dan, Cid, Ben, Ann");
    expect(await names({ role: "vendor" })).toBe("Ben");
    expect(await names({ status: "archived" })).toBe("Cid");
    expect(await names({ propertyId: property.id })).toBe("Ann, Cid, Dan");
    expect(await names({ q: "0712 345" })).toBe("Ann");
    expect(await names({ q: "example ANN" })).toBe("Ann");
    const page = ContactPage.parse(await list({ q: "ann" }));
    expect(page).toMatchObject({
      items: [{ roles: ["owner", "tenant"] }],
      total: { count: 1, isCapped: false },
    });
  });

  test("covers everybody exactly once while others are added", async () => {
    const made = new Set<string>();
    for (let index = 0; index < 13; index++)
      made.add((await makeContact(house.arrange, agency.id, { name: `Name ${index % 2}` })).id);
    for (const sort of ["name", "created"]) {
      const seen: string[] = [];
      for (let cursor: string | null | undefined; cursor !== null;) {
        const page = await list({ sort, limit: 3, ...(cursor === undefined ? {} : { cursor }) });
        seen.push(...page.items.map(({ id }) => id));
        cursor = page.nextCursor;
        await makeContact(house.arrange, agency.id, { name: "A" });
      }
      expect(seen.filter((id) => made.has(id)).toSorted()).toEqual([...made].toSorted());
      expect(new Set(seen).size).toBe(seen.length);
    }
  });

  test("and one contact take as many statements for ten leases as for a thousand", async () => {
    const property = await makeProperty(house.arrange, agency.id);
    const contact = await makeContact(house.arrange, agency.id, { roles: ["tenant"] });
    const fill = (from: number, to: number) =>
      house.arrange.query(
        `with u as (insert into units (agency_id, id, property_id, label, market_rent_minor, currency)
           select $1, gen_random_uuid(), $2, n::text, 0, 'KES' from generate_series($4::int, $5::int) n returning id, label)
         insert into leases (agency_id, id, number, property_id, unit_id, contact_id, status, start_on, currency, rent_minor, reference, bill_from_on)
         select $1, gen_random_uuid(), label::int, $2, id, $3, 'active', '2026-01-01', 'KES', 1, 'lease ' || label, '2026-01-01' from u`,
        agency.id,
        property.id,
        contact.id,
        from,
        to,
      );
    const counts = async () => {
      const one = await countStatements(() => getContact({ ctx, input: { id: contact.id } }));
      const page = await countStatements(() => list({ role: "tenant" }));
      const statistics = await countStatements(() => getContactStatistics({ ctx }));
      return {
        leases: one.result.leases.length,
        statements: [one.statements.length, page.statements.length, statistics.statements.length],
      };
    };
    await fill(1, 10);
    expect(await counts()).toEqual({ leases: 10, statements: [1, 2, 1] });
    await fill(11, 1000);
    expect(await counts()).toEqual({ leases: 1000, statements: [1, 2, 1] });
  });
});

describe("who sees whom", () => {
  test("another agency sees and changes nobody, and without our predicate the database still refuses", async () => {
    const contact = await makeContact(house.arrange, agency.id, { name: "Secret" });
    const { ctx: foreign } = await makeHouseAgency(house);
    expect(await list({}, foreign)).toMatchObject({ items: [], total: { count: 0 } });
    expect(await list({ q: "secret" }, foreign)).toMatchObject({ items: [] });
    await expect(getContact({ ctx: foreign, input: { id: contact.id } })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    await expect(
      updateContact({ ctx: foreign, input: { id: contact.id, version: 1, name: "Mine" } }),
    ).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect(await foreign.db.sql({ name: "", text: "select id from contacts" })).toEqual([]);
    expect(await foreign.db.sql({ name: "", text: "select search_contacts(array['%secret%'], 10)" })).toEqual(
      [],
    );
  });

  test("a member limited to properties sees people of those, and people of none", async () => {
    const [mine, other] = [
      await makeProperty(house.arrange, agency.id),
      await makeProperty(house.arrange, agency.id),
    ];
    const person = (name: string) =>
      makeContact(house.arrange, agency.id, { name, email: "same@example.org" });
    const [tenant, owner, guarantor, foreign] = [
      await person("Tenant"),
      await person("Owner"),
      await person("Guarantor"),
      await person("Foreign"),
    ];
    await person("New");
    const lease = await makeLease(house.arrange, await makeUnit(house.arrange, mine), tenant);
    await makeLease(house.arrange, await makeUnit(house.arrange, other), foreign);
    await makeLease(house.arrange, await makeUnit(house.arrange, other), tenant);
    await house.arrange.insert("lease_parties", {
      agencyId: agency.id,
      leaseId: lease.id,
      contactId: guarantor.id,
      role: "guarantor",
    });
    await house.arrange.insert("property_owners", {
      agencyId: agency.id,
      propertyId: mine.id,
      contactId: owner.id,
      sharePpm: 1_000_000,
    });
    const scoped = await makeColleague(house, agency, { role: "agent", propertyIds: [mine.id] });
    expect(await names({}, scoped)).toBe("Guarantor, New, Owner, Tenant");
    expect(await names({ q: "same" }, scoped)).toBe("Guarantor, New, Owner, Tenant");
    await expect(getContact({ ctx: scoped, input: { id: foreign.id } })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    const seen = await getContact({ ctx: scoped, input: { id: tenant.id } });
    expect(seen.leases.map(({ id }) => id)).toEqual([lease.id]);
    expect(seen.similar.map(({ name }) => name)).toEqual(["Guarantor", "New", "Owner"]);
    await expect(list({ propertyId: other.id }, scoped)).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect(await getContactStatistics({ ctx: scoped })).toMatchObject({
      total: 4,
      byProperty: [{ propertyId: mine.id, count: 3 }],
    });
    const viewer = await makeColleague(house, agency, { role: "viewer" });
    await expect(createContact({ ctx: viewer, input: typed() })).rejects.toMatchObject({ code: "FORBIDDEN" });
  });
});

test("statistics count roles, houses and months", async () => {
  const property = await makeProperty(house.arrange, agency.id, { name: "Acacia" });
  const tenant = await makeContact(house.arrange, agency.id, {
    roles: ["tenant"],
    phone: "+254712345678",
    createdAt: "2026-05-31T21:30:00Z",
  });
  await makeContact(house.arrange, agency.id, {
    roles: ["tenant", "owner"],
    email: "a@example.org",
    createdAt: "2026-05-31T20:30:00Z",
  });
  await makeContact(house.arrange, agency.id, {
    status: "archived",
    roles: ["tenant"],
    createdAt: "2026-05-31T20:30:00Z",
  });
  await makeLease(house.arrange, await makeUnit(house.arrange, property), tenant);
  const statistics = ContactStatisticsDto.parse(await getContactStatistics({ ctx }));
  expect(statistics).toMatchObject({
    total: 2,
    withoutPhone: 1,
    withoutEmail: 1,
    byRole: [
      { role: "tenant", count: 2 },
      { role: "owner", count: 1 },
    ],
    byProperty: [{ propertyId: property.id, name: "Acacia", count: 1 }],
  });
  expect(statistics.byMonth).toHaveLength(12);
  // Half past nine in the evening in London is June in Nairobi.
  expect(statistics.byMonth.slice(-2)).toEqual([
    { month: "2026-05-01", count: 1 },
    { month: "2026-06-01", count: 1 },
  ]);
});
