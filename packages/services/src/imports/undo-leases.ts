import { contact, contactReasons } from "./undo-contacts.ts";
import { deleteRecords } from "./undo-records.ts";
import {
  changedSince,
  inTheBooks,
  madeWindow,
  reasonsOf,
  type UndoNote,
  type UndoRow,
  type UndoSource,
} from "./undo-rows.ts";

const tenantsOfRows = {
  name: "",
  text: `select c.import_row as "rowNo", c.id, c.name as label, ${contactReasons}
    from contacts c where c.agency_id = $1 and c.import_id = $2 and c.import_row = any($3::int[])`,
};
/** Whom the import made a tenant, and no lease makes one any more. */
const takeRoles = {
  name: "",
  text: `delete from contact_roles r where r.agency_id = $1 and r.import_id = $2 and r.role = 'tenant' and r.contact_id = any($3::uuid[])
      and not exists (select from lease_parties y where y.agency_id = $1 and y.contact_id = r.contact_id)
      and not exists (select from leases l where l.agency_id = $1 and l.contact_id = r.contact_id)`,
};

type Tenant = Pick<UndoRow, "rowNo" | "id" | "label" | "reasons">;

const noteOf = ({ rowNo, label, reasons }: Tenant): UndoNote => ({
  rowNo,
  label,
  reasons: [`the lease is gone; the tenant ${label} stays: ${reasons.join("; ")}`],
});

/** Leases, and the tenants that came in with them unless something else names those. */
export const madeLeases: UndoSource = {
  text: `select l.import_row as "rowNo", l.id, 'L-' || l.number || ' ' || p.name || ', ' || u.label as label, l.version,
      jsonb_build_object('contactId', l.contact_id) as facts, null::jsonb as now,
      ${reasonsOf(
        changedSince("l"),
        `(select 'invoice ' || i.number || ' is issued for it' from invoices i where i.agency_id = $1 and i.lease_id = l.id order by i.number limit 1)`,
        `(select 'receipt R-' || y.number || ' is for it' from payments y where y.agency_id = $1 and y.lease_id = l.id order by y.number limit 1)`,
        `(select 'its deposit moved on ' || m.moved_on from deposit_movements m where m.agency_id = $1 and m.lease_id = l.id order by m.moved_on limit 1)`,
        `(select '${inTheBooks}' from journal_lines e where e.agency_id = $1 and e.lease_id = l.id limit 1)`,
        `(select 'lease L-' || r.number || ' renews it' from leases r where r.agency_id = $1 and r.renewed_from_id = l.id limit 1)`,
      )}
    from leases l
    join units u on u.agency_id = $1 and u.id = l.unit_id
    join properties p on p.agency_id = $1 and p.id = l.property_id ${madeWindow("l")}`,
  locked: "l",
  undo: async (tx, run, rows) => {
    await deleteRecords(tx, run, { table: "leases", entityType: "lease" }, rows);
    const tenants = await tx.sql<Tenant>(
      tenantsOfRows,
      run.ctx.agencyId,
      run.importId,
      rows.map(({ rowNo }) => rowNo),
    );
    const [going, staying] = [
      tenants.filter(({ reasons }) => reasons.length === 0),
      tenants.filter(({ reasons }) => reasons.length > 0),
    ];
    await deleteRecords(tx, run, contact, going);
    const people = rows.map(({ facts }) => facts?.["contactId"]);
    await tx.sql(takeRoles, run.ctx.agencyId, run.importId, people);
    return staying.map(noteOf);
  },
};
