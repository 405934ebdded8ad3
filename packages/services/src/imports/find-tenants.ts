import type { Sql } from "@stead/db/client";
import { newId } from "@stead/kernel/ids";
import { anyIdBy } from "./find-by-keys.ts";
import type { ImportRun } from "./plan-rows.ts";
import { plainWord } from "./read-choice.ts";
import type { RowNote } from "./read-row.ts";

/** How a row names its tenant. */
export type TenantWords = {
  tenantName: string | null;
  tenantEmail: string | null;
  tenantPhone: string | null;
};

/** A contact that exists, or one to be made with the row. */
export type Tenant = {
  contactId: string;
  made?: { name: string; email: string | null; phone: string | null };
};

export type TenantFinder = {
  /** Adds a warning when the contact's name is another one. */
  of(words: TenantWords, warnings: RowNote[]): Tenant | RowNote;
};

const findContacts = {
  name: "",
  text: `select id, name, email, phone from contacts
    where agency_id = $1 and status = 'active' and id = ${anyIdBy(
      "contacts",
      { column: "email", parameter: 2 },
      { column: "phone", parameter: 3 },
      { column: "name", parameter: 4 },
    )} order by id`,
};

type Contact = { id: string; name: string; email: string | null; phone: string | null };

/** The tenants that a batch names: by e-mail, else by phone, else by a name that only one contact has; else made. */
export async function findTenants(
  { ctx }: ImportRun,
  sql: Sql,
  words: readonly TenantWords[],
): Promise<TenantFinder> {
  const values = (name: keyof TenantWords) => [...new Set(words.flatMap((word) => word[name] ?? []))];
  const contacts = await sql<Contact>(
    findContacts,
    ctx.agencyId,
    values("tenantEmail"),
    values("tenantPhone"),
    values("tenantName"),
  );
  const made = new Map<string, Tenant>();
  return {
    of(word, warnings) {
      const found = findAmong(contacts, word);
      if (found.length > 1)
        return {
          field: "tenantName",
          value: word.tenantName ?? word.tenantEmail ?? word.tenantPhone ?? "",
          message: `${found.length} contacts fit; give the e-mail or phone that only one of them has`,
        };
      const [contact] = found;
      if (contact !== undefined) {
        if (word.tenantName !== null && plainWord(contact.name) !== plainWord(word.tenantName)) {
          warnings.push({
            field: "tenantName",
            value: word.tenantName,
            message: `the contact with this e-mail or phone has another name; that contact is taken`,
          });
        }
        return { contactId: contact.id };
      }
      const name = word.tenantName ?? word.tenantEmail ?? word.tenantPhone;
      if (name === null)
        return {
          field: "tenantName",
          value: "",
          message: "the row names no tenant; fill in the name, the e-mail or the phone",
        };
      const key = word.tenantEmail ?? word.tenantPhone ?? plainWord(name);
      const tenant = made.get(key) ?? {
        contactId: newId(),
        made: { name, email: word.tenantEmail, phone: word.tenantPhone },
      };
      made.set(key, tenant);
      return tenant;
    },
  };
}

function findAmong(
  contacts: readonly Contact[],
  { tenantName, tenantEmail, tenantPhone }: TenantWords,
): Contact[] {
  const isNamed = (contact: Contact) =>
    tenantName !== null && plainWord(contact.name) === plainWord(tenantName);
  for (const reachable of [
    contacts.filter(({ email }) => email !== null && email === tenantEmail),
    contacts.filter(({ phone }) => phone !== null && phone === tenantPhone),
  ]) {
    const named = reachable.filter(isNamed);
    if (named.length === 1 || reachable.length === 1) return named.length === 1 ? named : reachable;
    if (reachable.length > 1) return reachable;
  }
  const hasAddress = tenantEmail !== null || tenantPhone !== null;
  // A namesake with an address of their own is somebody else.
  return contacts.filter(
    (contact) => isNamed(contact) && (!hasAddress || (contact.email === null && contact.phone === null)),
  );
}
