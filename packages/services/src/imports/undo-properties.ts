import { propertyColumns } from "./write-properties.ts";
import { unitColumns } from "./write-units.ts";
import { deleteRecords, restoreRecords } from "./undo-records.ts";
import {
  changedColumns,
  changedSince,
  changedWindow,
  inTheBooks,
  madeColumns,
  madeWindow,
  reasonsOf,
  type UndoSource,
} from "./undo-rows.ts";

const unitsOfProperty = "from units u where u.agency_id = $1 and u.property_id = p.id";
const property = { table: "properties", entityType: "property", columns: propertyColumns } as const;
const unit = { table: "units", entityType: "unit", columns: unitColumns } as const;

const deleteUnits = {
  name: "",
  text: `delete from units where agency_id = $1 and property_id = any($2::uuid[]) and import_id = $3 and version = 1`,
};

/** Properties with the units that their rows made: a row goes whole or stays whole. */
export const madeProperties: UndoSource = {
  text: `select p.import_row as "rowNo", p.id, p.name as label, p.version, ${madeColumns},
      ${reasonsOf(
        changedSince("p"),
        `(select 'unit ' || u.label || ' was added since' ${unitsOfProperty} and (u.import_id is distinct from $2 or u.import_row <> p.import_row) order by u.label limit 1)`,
        `(select 'unit ' || u.label || ' was changed since' ${unitsOfProperty} and u.version > 1 order by u.label limit 1)`,
        `(select 'lease L-' || l.number || ' is on unit ' || u.label from leases l join units u on u.agency_id = $1 and u.id = l.unit_id
          where l.agency_id = $1 and l.property_id = p.id order by l.number limit 1)`,
        `(select 'it has owners' from property_owners o where o.agency_id = $1 and o.property_id = p.id limit 1)`,
        `(select 'a member is limited to it' from member_properties m where m.agency_id = $1 and m.property_id = p.id limit 1)`,
        `(select 'receipt R-' || y.number || ' is for it' from payments y where y.agency_id = $1 and y.property_id = p.id order by y.number limit 1)`,
        `(select '${inTheBooks}' from journal_lines e where e.agency_id = $1 and e.property_id = p.id limit 1)`,
      )}
    from properties p ${madeWindow("p")}`,
  locked: "p",
  undo: async (tx, run, rows) => {
    const ids = rows.map(({ id }) => id);
    if (ids.length > 0) await tx.sql(deleteUnits, run.ctx.agencyId, ids, run.importId);
    await deleteRecords(tx, run, property, rows);
    return [];
  },
};

export const changedProperties: UndoSource = {
  text: `${changedColumns("t.name")} join properties t on t.agency_id = $1 and t.id = c.entity_id ${changedWindow}`,
  locked: "t",
  undo: async (tx, run, rows) => {
    await restoreRecords(tx, run, property, rows);
    return [];
  },
};

export const madeUnits: UndoSource = {
  text: `select u.import_row as "rowNo", u.id, p.name || ', ' || u.label as label, u.version, ${madeColumns},
      ${reasonsOf(
        changedSince("u"),
        `(select 'lease L-' || l.number || ' is on it' from leases l where l.agency_id = $1 and l.unit_id = u.id order by l.number limit 1)`,
      )}
    from units u join properties p on p.agency_id = $1 and p.id = u.property_id ${madeWindow("u")}`,
  locked: "u",
  undo: async (tx, run, rows) => {
    await deleteRecords(tx, run, unit, rows);
    return [];
  },
};

export const changedUnits: UndoSource = {
  text: `${changedColumns("p.name || ', ' || t.label")} join units t on t.agency_id = $1 and t.id = c.entity_id
    join properties p on p.agency_id = $1 and p.id = t.property_id ${changedWindow}`,
  locked: "t",
  undo: async (tx, run, rows) => {
    await restoreRecords(tx, run, unit, rows);
    return [];
  },
};
