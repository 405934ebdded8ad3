import { contactRoles } from "@stead/contracts/contacts";
import type { Sql } from "@stead/db/client";
import { newId } from "@stead/kernel/ids";
import { contactFields, type ContactDraft } from "./describe-contact-fields.ts";
import { anyIdBy } from "./find-by-keys.ts";
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
import { plainWord } from "./read-choice.ts";
import { writeContacts, type ContactChange, type ContactFacts } from "./write-contacts.ts";

type Row = DraftRow<ContactDraft>;

const findContacts = {
  name: "",
  text: `select c.id, c.version, c.kind, c.name, c.email, c.phone, c.address, c.tax_number as "taxNumber", c.notes, c.external_ref as "externalRef",
      coalesce((select string_agg(r.role, ',') from contact_roles r where r.agency_id = $1 and r.contact_id = c.id), '') as roles
    from contacts c
    where c.agency_id = $1 and c.id = ${anyIdBy(
      "contacts",
      { column: "external_ref", parameter: 2 },
      { column: "email", parameter: 3 },
      { column: "phone", parameter: 4 },
      { column: "name", parameter: 5 },
    )}
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
  // A row is looked for by what it is known by, and by nothing else.
  const of = (name: Identity["by"]) => [
    ...new Set(rows.flatMap(({ draft }) => (identityOf(draft).by === name ? (draft[name] ?? []) : []))),
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

export const contactPlan: KindPlan<typeof contactFields> = {
  fields: contactFields,
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
