import { contactRoles } from "@stead/contracts/contacts";
import type { Sql } from "@stead/db/client";
import { newId } from "@stead/kernel/ids";
import { optional, required, type Draft } from "./describe-fields.ts";
import {
  compareRow,
  createRow,
  refuseRow,
  sameRow,
  type DraftRow,
  type FieldValue,
  type ImportRun,
  type KindPlan,
  type RowReport,
} from "./plan-rows.ts";
import { choice, plainWord, type Words } from "./read-choice.ts";
import { email, longText, phone, text, type ReadCell } from "./read-cell.ts";
import { writeContacts, type ContactChange, type ContactFacts } from "./write-contacts.ts";

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

const fields = {
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

export type ContactDraft = Draft<typeof fields>;
type Row = DraftRow<ContactDraft>;

const findContacts = {
  name: "",
  text: `select c.id, c.version, c.kind, c.name, c.email, c.phone, c.address, c.tax_number as "taxNumber", c.notes, c.external_ref as "externalRef",
      coalesce((select string_agg(r.role, ',') from contact_roles r where r.agency_id = $1 and r.contact_id = c.id), '') as roles
    from contacts c
    where c.agency_id = $1 and (c.external_ref = any($2::text[]) or c.email = any($3::text[]) or c.phone = any($4::text[]) or c.name = any($5::text[]))
    order by c.id`,
};

/** How a row is known: by the file's own number, else by address or phone, else by the name alone. */
type Identity = { by: "externalRef" | "email" | "phone" | "name"; value: string };

function identityOf({ externalRef, email: address, phone: number, name }: ContactDraft): Identity {
  if (externalRef !== null) return { by: "externalRef", value: externalRef };
  if (address !== null) return { by: "email", value: address };
  return number === null ? { by: "name", value: plainWord(name) } : { by: "phone", value: number };
}

/** A family shares a phone, an office a mailbox: only the same name makes it the same contact. */
const isShared = (by: Identity["by"]) => by === "email" || by === "phone";

const keyOf = ({ by, value }: Identity, name: string) =>
  `${by} ${value}${isShared(by) ? `|${plainWord(name)}` : ""}`;

type Known = Map<string, ContactFacts>;

async function findExisting({ ctx }: ImportRun, sql: Sql, rows: readonly Row[]): Promise<Known> {
  const of = (name: "externalRef" | "email" | "phone" | "name") => [
    ...new Set(rows.flatMap(({ draft }) => draft[name] ?? [])),
  ];
  const found = await sql<ContactFacts>(
    findContacts,
    ctx.agencyId,
    of("externalRef"),
    of("email"),
    of("phone"),
    of("name"),
  );
  const known: Known = new Map();
  for (const contact of found.toReversed()) {
    for (const by of ["externalRef", "email", "phone"] as const) {
      const value = contact[by];
      if (value !== null) known.set(keyOf({ by, value }, contact.name), contact);
    }
    if (contact.email === null && contact.phone === null && contact.externalRef === null)
      known.set(keyOf({ by: "name", value: plainWord(contact.name) }, contact.name), contact);
  }
  return known;
}

function valuesOf(draft: ContactDraft, existing?: ContactFacts): Record<string, FieldValue> {
  if (existing === undefined || draft.roles === null) return draft;
  // Roles are added, never taken away: a file of tenants says nothing of who is an owner as well.
  const all = new Set([...existing.roles.split(","), ...draft.roles.split(",")]);
  return { ...draft, roles: contactRoles.filter((role) => all.has(role)).join(",") };
}

function planRow(run: ImportRun, row: Row, known: Known): { report: RowReport; change?: ContactChange } {
  const { draft, rowNo } = row;
  const key = keyOf(identityOf(draft), draft.name);
  const first = run.seen.first(key, rowNo);
  if (first !== rowNo) return { report: repeatOf(run, row, first) };
  run.seen.first(`row ${JSON.stringify(draft)}`, rowNo);
  const existing = known.get(key);
  if (existing === undefined) {
    const id = newId();
    return { report: createRow(row, id, draft), change: { id, rowNo, draft } };
  }
  const { id, version, ...rest } = existing;
  const values = valuesOf(draft, existing);
  const sorted = contactRoles.filter((role) => existing.roles.split(",").includes(role)).join(",");
  const report = compareRow(run, row, { id, version, values: { ...rest, roles: sorted } }, values);
  return report.outcome === "update"
    ? { report, change: { id, rowNo, draft, existing: { ...existing, roles: sorted }, report, values } }
    : { report };
}

function repeatOf(run: ImportRun, row: Row, first: number): RowReport {
  const { draft, rowNo } = row;
  const by = identityOf(draft).by;
  const isWhole = run.seen.first(`row ${JSON.stringify(draft)}`, rowNo) !== rowNo;
  if (isWhole)
    return sameRow(row, null, {
      field: "",
      value: row.label,
      message: `it repeats row ${first}; it is left out`,
    });
  return refuseRow(row, {
    field: by,
    value: draft[by] ?? "",
    message: `row ${first} is the same contact by its ${by === "externalRef" ? "reference" : by}; keep one of them`,
  });
}

export const contactPlan: KindPlan<typeof fields> = {
  fields,
  labelOf: (draft) => draft.name,
  note: (run, rows) => {
    for (const { draft, rowNo } of rows) {
      run.seen.first(keyOf(identityOf(draft), draft.name), rowNo);
      run.seen.first(`row ${JSON.stringify(draft)}`, rowNo);
    }
  },
  plan: async (run, sql, rows) => {
    const known = await findExisting(run, sql, rows);
    const planned = rows.map((row) => planRow(run, row, known));
    const changes = planned.flatMap(({ change }) => change ?? []);
    return { reports: planned.map(({ report }) => report), write: (tx) => writeContacts(tx, run, changes) };
  },
};
