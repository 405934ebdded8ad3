import {
  makeContact,
  makeLease,
  makeProperty,
  makeUnit,
  type AgencyRow,
  type ContactFactoryRow,
  type LeaseFactoryRow,
  type MemberRow,
  type PropertyFactoryRow,
} from "@stead/testing/factories";
import { setUpAgency } from "../agency/index.ts";
import { makeHouseAgency, type TestContext, type TestHouse } from "./test-house.ts";

export type Tenancy = {
  ctx: TestContext;
  agency: AgencyRow;
  property: PropertyFactoryRow;
  tenant: ContactFactoryRow;
  lease: LeaseFactoryRow;
};

/** An agency with its books, and one tenant in one unit: rent 30,000.00 a month since January 2026. */
export async function makeTenancy(
  house: TestHouse,
  options: { agency?: Partial<AgencyRow>; member?: Partial<MemberRow> } = {},
): Promise<Tenancy> {
  const { ctx, agency } = await makeHouseAgency(house, options);
  await setUpAgency({ ctx });
  const property = await makeProperty(house.arrange, agency.id);
  return { ctx, agency, property, ...(await makeTenant(house, property)) };
}

/** A lease of another unit of the property, to a tenant of its own or to the one given. */
export async function makeTenant(
  house: TestHouse,
  property: PropertyFactoryRow,
  known?: ContactFactoryRow,
): Promise<{ tenant: ContactFactoryRow; lease: LeaseFactoryRow }> {
  const tenant = known ?? (await makeContact(house.arrange, property.agencyId, { roles: ["tenant"] }));
  const unit = await makeUnit(house.arrange, property);
  return { tenant, lease: await makeLease(house.arrange, unit, tenant) };
}
