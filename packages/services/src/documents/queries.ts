import type { LetterheadDto } from "@stead/contracts/documents";
import type { Letterhead, Party, Place } from "@stead/documents/pdf/data";
import { readOne, requireFound, type ServiceContext } from "../context/index.ts";
import { linesOf } from "./rules.ts";

type Sql = ServiceContext["db"]["sql"];

const letterheadOf = {
  name: "letterhead_get",
  text: `select address, email, phone, tax_number as "taxNumber", how_to_pay as "howToPay", footer, version
    from letterheads where agency_id = $1`,
};

const emptyLetterhead: LetterheadDto = {
  address: "",
  email: null,
  phone: null,
  taxNumber: null,
  howToPay: "",
  footer: null,
  version: 0,
};

/** What stands on the agency's documents; version 0 while it has said nothing. */
export async function readLetterhead(sql: Sql, agencyId: string): Promise<LetterheadDto> {
  return (await readOne<LetterheadDto>(sql, letterheadOf, agencyId)) ?? emptyLetterhead;
}

/** The letterhead as it is printed, and the ways to pay. */
export async function readSender(
  ctx: ServiceContext,
): Promise<{ letterhead: Letterhead; howToPay: string[] }> {
  const { address, email, phone, taxNumber, howToPay, footer } = await readLetterhead(
    ctx.db.sql,
    ctx.agencyId,
  );
  const reach = [phone, email].filter((each) => each !== null).join(" · ");
  const lines = [...linesOf(address), reach, taxNumber ?? ""].filter((line) => line !== "");
  const { name, country } = ctx.agency;
  return { letterhead: { name, lines, country, footer }, howToPay: linesOf(howToPay) };
}

export type ContactRow = { name: string; address: string | null; phone: string | null; email: string | null };

/** A contact with the lines under the name. */
export function toParty({ name, address, phone, email }: ContactRow): Party {
  return { name, lines: [...linesOf(address), ...linesOf(phone), ...linesOf(email)] };
}

type HomeRow = {
  propertyName: string;
  unitLabel: string;
  addressLine: string;
  city: string;
  reference: string;
  tenant: ContactRow;
};

const homeOf = {
  name: "document_home",
  text: `select p.name as "propertyName", u.label as "unitLabel", p.address_line as "addressLine", p.city, l.reference,
      json_build_object('name', t.name, 'address', t.address, 'phone', t.phone, 'email', t.email) as tenant
    from leases l
    join properties p on p.agency_id = $1 and p.id = l.property_id
    join units u on u.agency_id = $1 and u.id = l.unit_id
    join contacts t on t.agency_id = $1 and t.id = coalesce($3::uuid, l.contact_id)
    where l.agency_id = $1 and l.id = $2 and ($4::uuid[] is null or l.property_id = any($4))`,
};

/** Where a lease is, what its payments refer to, and whom a letter about it goes to. Throws NOT_FOUND. */
export async function readHome(
  ctx: ServiceContext,
  { leaseId, contactId = null }: { leaseId: string; contactId?: string | null },
): Promise<{ place: Place; leaseReference: string; tenant: Party }> {
  const row = await readOne<HomeRow>(ctx.db.sql, homeOf, ctx.agencyId, leaseId, contactId, ctx.propertyIds);
  const { propertyName, unitLabel, addressLine, city, reference, tenant } = requireFound(row, "lease");
  const address = [addressLine, city].filter((part) => part !== "").join(", ");
  return { place: { propertyName, unitLabel, address }, leaseReference: reference, tenant: toParty(tenant) };
}
