import { SearchDto } from "@stead/contracts/dashboard";
import { countStatements } from "@stead/db/observe";
import { newId } from "@stead/kernel/ids";
import { makeContact, makeLease, makeProperty, makeUnit } from "@stead/testing/factories";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  makeColleague,
  makeHouseAgency,
  openTestHouse,
  type TestContext,
  type TestHouse,
} from "../context/test-house.ts";
import { searchEverything } from "./index.ts";

let house: TestHouse;
beforeAll(async () => {
  house = await openTestHouse();
});
afterAll(() => house.close());

const search = async (ctx: TestContext, q: string) =>
  SearchDto.parse(await searchEverything({ ctx, input: { q } })).hits.map(
    ({ kind, title, subtitle }) => `${kind}: ${title} (${subtitle})`,
  );

async function fill() {
  const { ctx, agency } = await makeHouseAgency(house);
  const property = await makeProperty(house.arrange, agency.id, {
    code: "ACA",
    name: "Acacia Court",
    addressLine: "1 Moi Avenue",
    city: "Nairobi",
  });
  const unit = await makeUnit(house.arrange, property, { label: "A1" });
  const contact = await makeContact(house.arrange, agency.id, {
    name: "Acacia Wanjiru",
    phone: "+254712345678",
  });
  const lease = await makeLease(house.arrange, unit, contact, { number: 77, reference: "ACA-A1" });
  const journalId = newId();
  const payment = {
    agencyId: agency.id,
    id: newId(),
    number: 9,
    leaseId: lease.id,
    propertyId: property.id,
    rail: "bank",
    accountCode: "1000",
    receivedOn: "2026-06-02",
    amountMinor: 5,
    currency: "KES",
    journalId,
    reference: "ACA-A1 june",
  };
  await house.arrange.insert("payments", payment);
  return { ctx, agency, property };
}

test("one search finds people, properties, leases and payments in one statement", async () => {
  const { ctx } = await fill();
  const { result, statements } = await countStatements(() => search(ctx, "aca"));
  expect(result).toEqual([
    "contact: Acacia Wanjiru (+254712345678)",
    "property: Acacia Court (ACA, 1 Moi Avenue, Nairobi)",
    "lease: L-77 Acacia Wanjiru (Acacia Court, A1)",
    "payment: R-9 ACA-A1 june (2026-06-02)",
  ]);
  expect(statements).toHaveLength(1);
  expect(await search(ctx, "0712 345")).toEqual(["contact: Acacia Wanjiru (+254712345678)"]);
  expect(await search(ctx, "L-77")).toEqual(["lease: L-77 Acacia Wanjiru (Acacia Court, A1)"]);
  expect(await search(ctx, "r-9 june")).toEqual(["payment: R-9 ACA-A1 june (2026-06-02)"]);
  expect(await search(ctx, "%")).toEqual([]);
});

test("it finds what the actor may read, in their properties and agency", async () => {
  const { ctx, agency, property } = await fill();
  const other = await makeProperty(house.arrange, agency.id);
  const outside = await makeColleague(house, agency, { role: "agent", propertyIds: [other.id] });
  expect(await search(outside, "aca")).toEqual([]);
  const inside = await makeColleague(house, agency, { role: "agent", propertyIds: [property.id] });
  expect(await search(inside, "aca")).toHaveLength(4);
  const { ctx: foreign } = await makeHouseAgency(house);
  expect(await search(foreign, "aca")).toEqual([]);
  expect(await search({ ...ctx, permissions: new Set(["agency:read", "leases:read"]) }, "aca")).toEqual([
    "lease: L-77 Acacia Wanjiru (Acacia Court, A1)",
  ]);
  expect(await search({ ...ctx, permissions: new Set(["agency:read"]) }, "aca")).toEqual([]);
  await expect(search({ ...ctx, permissions: new Set() }, "aca")).rejects.toMatchObject({
    code: "FORBIDDEN",
  });
});
