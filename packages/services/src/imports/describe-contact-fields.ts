import { contactRoles } from "@stead/contracts/contacts";
import { optional, required, type Draft } from "./describe-fields.ts";
import { email, longText, phone, text, type ReadCell } from "./read-cell.ts";
import { choice, type Words } from "./read-choice.ts";

const kindWords: Words<"person" | "company"> = {
  person: ["individual", "natural person", "private", "mr", "mrs", "ms"],
  company: [
    "organisation",
    "organization",
    "business",
    "corporate",
    "ltd",
    "limited",
    "firm",
    "legal entity",
    "agency",
  ],
};

const roleWords: Words<(typeof contactRoles)[number]> = {
  tenant: ["renter", "lessee", "resident", "occupant", "lodger"],
  owner: ["landlord", "lessor", "proprietor", "investor"],
  vendor: ["supplier", "contractor", "plumber", "electrician", "service provider"],
  guarantor: ["surety", "co-signer", "cosigner"],
  applicant: ["prospect", "lead", "enquiry"],
};

const readRole = choice(roleWords);

/** Roles in one cell, as `owner, tenant`; kept in one order, joined by commas. */
const roles: ReadCell<string> = (cell, context) => {
  const found = new Set<string>();
  const warnings: string[] = [];
  for (const part of cell
    .split(/[,;/|]/)
    .map((word) => word.trim())
    .filter((word) => word !== "")) {
    const reading = readRole(part, context);
    if ("problem" in reading) return reading;
    found.add(reading.value);
    if (reading.warning !== undefined) warnings.push(reading.warning);
  }
  const value = contactRoles.filter((role) => found.has(role)).join(",");
  return warnings[0] === undefined ? { value } : { value, warning: warnings[0] };
};

/** What a file of contacts may hold. */
export const contactFields = {
  name: required(text(200), {
    label: "Name",
    example: "Wanjiku Kamau",
    names: ["full name", "contact name", "tenant name", "tenant", "owner name", "company name", "client"],
  }),
  kind: optional(choice(kindWords), {
    label: "Kind",
    help: "person or company",
    example: "person",
    names: ["contact type", "type", "entity type"],
  }),
  email: optional(email, {
    label: "E-mail",
    example: "wanjiku@example.org",
    names: ["email", "email address", "e-mail address", "mail"],
  }),
  phone: optional(phone, {
    label: "Phone",
    help: "With or without the country's prefix",
    example: "0712 345 678",
    names: ["phone number", "mobile", "mobile number", "telephone", "tel", "cell", "cellphone", "msisdn"],
  }),
  address: optional(text(500), {
    label: "Address",
    example: "P.O. Box 1, Nairobi",
    names: ["postal address", "mailing address", "physical address"],
  }),
  taxNumber: optional(text(40), {
    label: "Tax number",
    example: "A012345678Z",
    names: ["kra pin", "pin", "vat number", "tin", "tax id", "tax pin"],
  }),
  notes: optional(longText(4_000), {
    label: "Notes",
    example: "Prefers e-mail",
    names: ["note", "comments", "remarks"],
  }),
  externalRef: optional(text(100), {
    label: "Reference",
    help: "The contact's number in the system the file comes from",
    example: "T-1042",
    names: [
      "external ref",
      "external reference",
      "id",
      "contact id",
      "tenant id",
      "account number",
      "customer number",
      "ref",
    ],
  }),
  roles: optional(roles, {
    label: "Roles",
    help: "tenant, owner, vendor, guarantor, applicant",
    example: "tenant",
    names: ["role", "contact role", "relationship", "category"],
  }),
};

export type ContactDraft = Draft<typeof contactFields>;
