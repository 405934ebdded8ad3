import type { Person } from "./journey.ts";

/** The least amount of whole shillings a day in a month of any length: part months need no rounding. */
export const rentMinor = 377_580_00;

/** A property with vacant units, by its name. */
export async function addProperty(
  { rpc }: Person,
  { name, unitCount }: { name: string; unitCount: number },
): Promise<{ id: string; unitIds: string[] }> {
  const property = await rpc.portfolio.createProperty.mutate({
    name,
    kind: "multifamily",
    addressLine: "12 Ngong Road",
    city: "Nairobi",
    country: "KE",
    unitCount,
  });
  const units = await rpc.portfolio.listUnits.query({ propertyId: property.id });
  return { id: property.id, unitIds: units.items.map(({ id }) => id) };
}

export async function addTenant(
  { rpc }: Person,
  name: string,
  { email = null, phone = null }: { email?: string | null; phone?: string | null } = {},
): Promise<string> {
  const contact = await rpc.contacts.create.mutate({ name, email, phone, roles: ["tenant"] });
  return contact.id;
}

/** A running lease from a day on; its first invoice is issued. */
export async function letUnit(
  person: Person,
  tenancy: {
    unitId: string;
    tenantName: string;
    tenantEmail?: string | null;
    tenantPhone?: string | null;
    startOn: string;
    rentMinor?: number;
    depositMinor?: number;
  },
): Promise<string> {
  const { unitId, tenantName, tenantEmail = null, tenantPhone = null, startOn } = tenancy;
  const contactId = await addTenant(person, tenantName, { email: tenantEmail, phone: tenantPhone });
  const draft = await person.rpc.leases.create.mutate({
    unitId,
    contactId,
    startOn,
    rentMinor: tenancy.rentMinor ?? rentMinor,
    depositMinor: tenancy.depositMinor ?? 0,
    dueDay: 1,
  });
  const lease = await person.rpc.leases.activate.mutate({ id: draft.id, version: draft.version });
  return lease.id;
}
