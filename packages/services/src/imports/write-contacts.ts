import type { Tx } from "@stead/db/client";
import { recordAudit, type AuditEntry } from "../context/index.ts";
import { insertRows, updateRows } from "./insert-rows.ts";
import type { ContactDraft } from "./describe-contact-fields.ts";
import { mergeValues, type FieldValue, type ImportRun, type RowReport } from "./plan-rows.ts";
import { recordChanges } from "./record-changes.ts";

/** A contact as it is; roles joined by commas. */
export type ContactFacts = {
  id: string;
  version: number;
  kind: string;
  name: string;
  email: string | null;
  phone: string | null;
  address: string | null;
  taxNumber: string | null;
  notes: string | null;
  externalRef: string | null;
  roles: string;
};

/** A contact to make, or one to change when it exists. */
export type ContactChange = {
  id: string;
  rowNo: number;
  draft: ContactDraft;
  existing?: ContactFacts;
  report?: RowReport;
  values?: Record<string, FieldValue>;
};

const columns = {
  id: "uuid",
  kind: "text",
  name: "text",
  email: "text",
  phone: "text",
  address: "text",
  tax_number: "text",
  notes: "text",
  external_ref: "text",
  import_id: "uuid",
  import_row: "int",
} as const;
const { id: _id, import_id: _import, import_row: _row, ...editable } = columns;

/** The columns of a contact that a file may change. */
export const contactColumns = editable;

/** Writes a batch of contacts with their roles and audit entries. Roles are added, never taken away. */
export async function writeContacts(
  tx: Tx,
  run: ImportRun,
  changes: readonly ContactChange[],
): Promise<void> {
  const { ctx, importId } = run;
  const made = changes.filter(({ existing }) => existing === undefined);
  await insertRows(
    tx,
    ctx.agencyId,
    "contacts",
    columns,
    made.map(({ id, rowNo, draft }) => ({ ...rowOf(draft), id, import_id: importId, import_row: rowNo })),
  );
  await updateRows(tx, ctx.agencyId, "contacts", editable, changes.flatMap(updatedRow));
  await addRoles(
    tx,
    run,
    changes.flatMap(({ id, draft }) => rolesOf(draft.roles).map((role) => ({ contactId: id, role }))),
  );
  const undoable = changes.flatMap(({ id: entityId, rowNo, existing }) => {
    if (existing === undefined) return [];
    const facts = { ...rowOf(existing), roles: rolesOf(existing.roles) };
    return [{ rowNo, entityId, version: existing.version + 1, facts }];
  });
  await recordChanges(tx, run, undoable);
  const entries = changes.map((change): AuditEntry => {
    const { id, rowNo, existing } = change;
    if (existing === undefined)
      return {
        action: "contact.imported",
        entityType: "contact",
        entityId: id,
        after: { importId, importRow: rowNo },
      };
    const { version: _version, id: _existingId, ...before } = existing;
    return { action: "contact.updated", entityType: "contact", entityId: id, before, after: afterOf(change) };
  });
  if (entries.length > 0) await recordAudit(tx, ctx, ...entries);
}

function rolesOf(roles: string | null): string[] {
  return (roles ?? "").split(",").filter((role) => role !== "");
}

function afterOf({ draft, existing, report, values }: ContactChange): Record<string, FieldValue> {
  if (existing === undefined || report === undefined) return draft;
  const { id, version, ...before } = existing;
  return mergeValues({ id, version, values: before }, report, values ?? draft);
}

function rowOf(values: Readonly<Record<string, FieldValue>>) {
  const of = (name: string) => values[name] ?? null;
  return {
    kind: of("kind") ?? "person",
    name: of("name"),
    email: of("email"),
    phone: of("phone"),
    address: of("address"),
    tax_number: of("taxNumber"),
    notes: of("notes"),
    external_ref: of("externalRef"),
  };
}

function updatedRow(change: ContactChange) {
  return change.existing === undefined
    ? []
    : [{ ...rowOf(afterOf(change)), id: change.id, version: change.existing.version }];
}

const insertRoles = {
  name: "",
  text: `insert into contact_roles (agency_id, contact_id, role, import_id)
    select $1, r.id, r.role, $4 from unnest($2::uuid[], $3::text[]) as r (id, role) order by 2, 3 on conflict do nothing`,
};

/** Gives contacts roles that they may have already; what is new is the import's. */
export async function addRoles(
  tx: Tx,
  { ctx, importId }: Pick<ImportRun, "ctx" | "importId">,
  roles: readonly { contactId: string; role: string }[],
): Promise<void> {
  if (roles.length === 0) return;
  await tx.sql(
    insertRoles,
    ctx.agencyId,
    roles.map(({ contactId }) => contactId),
    roles.map(({ role }) => role),
    importId,
  );
}
