import type { Tx } from "@stead/db/client";
import { AppError } from "@stead/kernel/errors";

/** The columns of a statement over many rows, with their types. All are names of our own. */
export type Columns = Readonly<Record<string, string>>;

type Rows<C extends Columns> = readonly { readonly [Name in keyof C]: string | number | object | null }[];

/** Inserts rows of an agency in one statement. Unnamed: a kept plan made over a small table stays bad. */
export async function insertRows<C extends Columns>(
  tx: Tx,
  agencyId: string,
  table: string,
  columns: C,
  rows: Rows<C>,
): Promise<void> {
  if (rows.length === 0) return;
  const names = Object.keys(columns).join(", ");
  const text = `insert into ${table} (agency_id, ${names}) select $1, ${names} from jsonb_to_recordset($2::jsonb) as r (${typed(columns)})`;
  await tx.sql({ name: "", text }, agencyId, JSON.stringify(rows));
}

/**
 * Updates rows of an agency by id and the version they were read with, in one statement. Throws CONFLICT when one was
 * changed meanwhile; the job then reads them again.
 */
export async function updateRows<C extends Columns>(
  tx: Tx,
  agencyId: string,
  table: string,
  columns: C,
  rows: readonly (Rows<C>[number] & { id: string; version: number })[],
): Promise<void> {
  if (rows.length === 0) return;
  const sets = Object.keys(columns).map((name) => `${name} = r.${name}`);
  const text = `update ${table} t set ${sets.join(", ")}, version = t.version + 1, updated_at = now()
    from jsonb_to_recordset($2::jsonb) as r (id uuid, version int, ${typed(columns)})
    where t.agency_id = $1 and t.id = r.id and t.version = r.version returning t.id`;
  const updated = await tx.sql({ name: "", text }, agencyId, JSON.stringify(rows));
  if (updated.length !== rows.length)
    throw new AppError("CONFLICT", "somebody changed a record while it was imported");
}

function typed(columns: Columns): string {
  return Object.entries(columns)
    .map(([name, type]) => `${name} ${type}`)
    .join(", ");
}

/** Columns as the trail names them, whoever edits a record: a rent roll of a past day reads them back. */
export function auditedColumns(row: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const camel = (name: string) => name.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [camel(name), value]));
}
