import {
  makeContact,
  makeLease,
  makeProperty,
  makeUnit,
  type AgencyRow,
  type LeaseFactoryRow,
  type PropertyFactoryRow,
} from "@stead/testing/factories";
import { setUpAgency } from "../agency/index.ts";
import { makeHouseAgency, type TestContext, type TestHouse } from "./test-house.ts";

/** An agency with its books, one property and some leases in it. */
export type Estate = {
  ctx: TestContext;
  agency: AgencyRow;
  property: PropertyFactoryRow;
  contactId: string;
  leases: LeaseFactoryRow[];
};

/** Leases of one tenant, rent 30,000.00 a month since January 2026; `row` goes to each lease. */
export async function makeEstate(
  house: TestHouse,
  count: number,
  row: Record<string, unknown> = {},
): Promise<Estate> {
  const { ctx, agency } = await makeHouseAgency(house);
  await setUpAgency({ ctx });
  const property = await makeProperty(house.arrange, agency.id);
  const contact = await makeContact(house.arrange, agency.id);
  const leases: LeaseFactoryRow[] = [];
  for (let index = 0; index < count; index++) {
    leases.push(await makeLease(house.arrange, await makeUnit(house.arrange, property), contact, row));
  }
  return { ctx, agency, property, contactId: contact.id, leases };
}

/** Many more leases, set-based: their rents are 1,000.00 to 7,000.00. */
export async function makeManyLeases(
  house: TestHouse,
  { agency, property, contactId }: Estate,
  count: number,
): Promise<void> {
  await house.arrange.query(
    `with unit as (
      insert into units (agency_id, id, property_id, label, market_rent_minor, currency)
      select $1, uuidv7(), $2, 'M-' || n, 100000, 'KES' from generate_series(1, $3::int) n returning id, label
    ), lease as (
      insert into leases (agency_id, id, number, property_id, unit_id, contact_id, status, start_on, currency, rent_minor, reference, bill_from_on)
      select $1, uuidv7(), 1000000 + row_number() over (), $2, id, $4, 'active', '2026-01-01', 'KES', 100000 * (1 + row_number() over () % 7), label, '2026-01-01'
      from unit returning id, rent_minor
    )
    insert into lease_items (agency_id, id, lease_id, kind, description, amount_minor, from_on)
    select $1, uuidv7(), id, 'rent', 'Rent', rent_minor, '2026-01-01' from lease`,
    agency.id,
    property.id,
    count,
    contactId,
  );
}
