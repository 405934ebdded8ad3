import { newId } from "@stead/kernel/ids";
import type { Arranger } from "./arranger.ts";

/** Portfolios of tests exist since this day, whatever the day of the run. */
const createdAt = "2025-01-01T00:00:00Z";

/** A number that makes names and codes differ within one process. */
let made = 0;

export type AgencyRow = {
  id: string;
  name: string;
  slug: string;
  currency: string;
  timeZone: string;
  country: string;
  locale: string;
  policies: object;
};

/** An agency as sign-up leaves it: without accounts and counters. KES, Nairobi, unless told otherwise. */
export async function makeAgency(arrange: Arranger, row: Partial<AgencyRow> = {}): Promise<AgencyRow> {
  const number = ++made;
  const agency = {
    id: newId(),
    name: `Agency ${number}`,
    slug: `agency-${number}`,
    currency: "KES",
    timeZone: "Africa/Nairobi",
    country: "KE",
    locale: "en",
    policies: {},
    ...row,
  };
  await arrange.insert("agencies", agency);
  return agency;
}

export type MemberRow = {
  id: string;
  userId: string;
  agencyId: string;
  name: string;
  email: string;
  role: string;
  propertyIds: readonly string[] | null;
};

/** A person who belongs to an agency; `propertyIds` limits what they see. */
export async function makeMember(
  arrange: Arranger,
  agencyId: string,
  row: Partial<MemberRow> = {},
): Promise<MemberRow> {
  const number = ++made;
  const member = {
    id: newId(),
    userId: newId(),
    name: `Person ${number}`,
    email: `person${number}@example.org`,
    role: "owner",
    propertyIds: null,
    ...row,
    agencyId,
  };
  const { id, userId, name, email, role, propertyIds } = member;
  await arrange.insert("users", { id: userId, name, email, emailVerified: true });
  await arrange.insert("members", {
    id,
    agencyId,
    userId,
    role,
    scope: propertyIds === null ? "all" : "properties",
  });
  for (const propertyId of propertyIds ?? [])
    await arrange.insert("member_properties", { agencyId, memberId: id, propertyId });
  return member;
}

export type PropertyFactoryRow = {
  id: string;
  agencyId: string;
  code: string;
  name: string;
  city: string;
  status: string;
  timeZone: string;
};

export async function makeProperty(
  arrange: Arranger,
  agencyId: string,
  row: Partial<PropertyFactoryRow> & Record<string, unknown> = {},
): Promise<PropertyFactoryRow> {
  const number = ++made;
  const property = {
    id: newId(),
    code: `P-${number}`,
    name: `Property ${number}`,
    addressLine: `${number} Moi Avenue`,
    city: "Nairobi",
    country: "KE",
    timeZone: "Africa/Nairobi",
    status: "active",
    createdAt,
    ...row,
    agencyId,
  };
  await arrange.insert("properties", property);
  return property;
}

export type UnitFactoryRow = {
  id: string;
  agencyId: string;
  propertyId: string;
  label: string;
  marketRentMinor: number;
  currency: string;
};

export async function makeUnit(
  arrange: Arranger,
  property: { agencyId: string; id: string },
  row: Partial<UnitFactoryRow> & Record<string, unknown> = {},
): Promise<UnitFactoryRow> {
  const unit = {
    id: newId(),
    label: `U-${++made}`,
    marketRentMinor: 3_000_000,
    currency: "KES",
    createdAt,
    ...row,
    agencyId: property.agencyId,
    propertyId: property.id,
  };
  await arrange.insert("units", unit);
  return unit;
}

export type ContactFactoryRow = {
  id: string;
  agencyId: string;
  name: string;
  email: string | null;
  phone: string | null;
};

/** A contact, with the roles that are given. */
export async function makeContact(
  arrange: Arranger,
  agencyId: string,
  {
    roles = [],
    ...row
  }: Partial<ContactFactoryRow> & { roles?: readonly string[] } & Record<string, unknown> = {},
): Promise<ContactFactoryRow> {
  const contact = {
    id: newId(),
    name: `Contact ${++made}`,
    email: null,
    phone: null,
    createdAt,
    ...row,
    agencyId,
  };
  await arrange.insert("contacts", contact);
  for (const role of roles) await arrange.insert("contact_roles", { agencyId, contactId: contact.id, role });
  return contact;
}

export type LeaseFactoryRow = {
  id: string;
  agencyId: string;
  propertyId: string;
  unitId: string;
  contactId: string;
  number: number;
  status: string;
  startOn: string;
  endOn: string | null;
  currency: string;
  rentMinor: number;
};

/** A lease of the unit to the contact, active since January 2026, with its rent as a monthly item and its tenant as a party. */
export async function makeLease(
  arrange: Arranger,
  unit: { agencyId: string; id: string; propertyId: string; currency: string; marketRentMinor: number },
  contact: { id: string },
  row: Partial<LeaseFactoryRow> & Record<string, unknown> = {},
): Promise<LeaseFactoryRow> {
  const { agencyId } = unit;
  const number = ++made;
  const startOn = row.startOn ?? "2026-01-01";
  const lease = {
    id: newId(),
    number,
    reference: `REF-${number}`,
    status: "active",
    startOn,
    endOn: null,
    currency: unit.currency,
    rentMinor: unit.marketRentMinor,
    billFromOn: startOn,
    createdAt,
    ...row,
    agencyId,
    propertyId: unit.propertyId,
    unitId: unit.id,
    contactId: contact.id,
  };
  await arrange.insert("leases", lease);
  await arrange.insert("lease_parties", {
    agencyId,
    leaseId: lease.id,
    contactId: contact.id,
    role: "tenant",
  });
  await arrange.insert("lease_items", {
    agencyId,
    id: newId(),
    leaseId: lease.id,
    kind: "rent",
    description: "Rent",
    amountMinor: lease.rentMinor,
    fromOn: startOn,
  });
  return lease;
}
