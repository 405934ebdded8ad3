import type { Tx } from "@stead/db/client";
import { deleteRecords, restoreRecords } from "./undo-records.ts";
import {
  changedColumns,
  changedSince,
  changedWindow,
  madeColumns,
  madeWindow,
  reasonsOf,
  type UndoRow,
  type UndoRun,
  type UndoSource,
} from "./undo-rows.ts";
import { contactColumns } from "./write-contacts.ts";

/** As the table is called in the undo of people: with what its rows are. */
export const contact = { table: "contacts", entityType: "contact", columns: contactColumns } as const;

/** Why a contact `c` cannot go. */
export const contactReasons = reasonsOf(
  changedSince("c"),
  `(select 'lease L-' || l.number || ' names them' from lease_parties y join leases l on l.agency_id = $1 and l.id = y.lease_id
      where y.agency_id = $1 and y.contact_id = c.id order by l.number limit 1)`,
  `(select 'lease L-' || l.number || ' is theirs' from leases l where l.agency_id = $1 and l.contact_id = c.id
      and not exists (select from lease_parties y where y.agency_id = $1 and y.contact_id = c.id) order by l.number limit 1)`,
  `(select 'they own a share of ' || h.name from property_owners o join properties h on h.agency_id = $1 and h.id = o.property_id
      where o.agency_id = $1 and o.contact_id = c.id order by h.name limit 1)`,
  `(select 'receipt R-' || y.number || ' is from them' from payments y where y.agency_id = $1 and y.payer_contact_id = c.id order by y.number limit 1)`,
);

const madeText = `select c.import_row as "rowNo", c.id, c.name as label, c.version, ${madeColumns}, ${contactReasons} from contacts c`;

async function removeContacts(tx: Tx, run: UndoRun, rows: readonly UndoRow[]): Promise<[]> {
  await deleteRecords(tx, run, contact, rows);
  return [];
}

export const madeContacts: UndoSource = {
  text: `${madeText} ${madeWindow("c")}`,
  locked: "c",
  undo: removeContacts,
};

/** Tenants whose rows have no lease any more: one that another lease kept when its own went. */
export const leftTenants: UndoSource = {
  text: `${madeText} ${madeWindow("c", "not exists (select from leases w where w.agency_id = $1 and w.import_id = $2 and w.import_row = c.import_row)")}`,
  locked: "c",
  undo: removeContacts,
};

const takeRoles = {
  name: "",
  text: `delete from contact_roles r using jsonb_to_recordset($2::jsonb) as b (id uuid, roles text[])
    where r.agency_id = $1 and r.contact_id = b.id and r.role <> all(b.roles)
      and not (r.role = 'tenant' and exists (select from lease_parties y where y.agency_id = $1 and y.contact_id = b.id))
      and not (r.role = 'owner' and exists (select from property_owners o where o.agency_id = $1 and o.contact_id = b.id))`,
};

export const changedContacts: UndoSource = {
  text: `${changedColumns("t.name")} join contacts t on t.agency_id = $1 and t.id = c.entity_id ${changedWindow}`,
  locked: "t",
  undo: async (tx, run, rows) => {
    await restoreRecords(tx, run, contact, rows);
    const roles = rows.map(({ id, facts }) => ({ id, roles: facts?.["roles"] ?? [] }));
    if (roles.length > 0) await tx.sql(takeRoles, run.ctx.agencyId, JSON.stringify(roles));
    return [];
  },
};
