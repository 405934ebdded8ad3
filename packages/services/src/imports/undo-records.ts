import { batchDelete, requireEveryRow } from "@stead/db/batch";
import type { Tx } from "@stead/db/client";
import { joinTransaction } from "@stead/db/joined";
import { AppError } from "@stead/kernel/errors";
import { recordAudit, type AuditEntry } from "../context/index.ts";
import { auditedColumns, updateRows, type Columns } from "./insert-rows.ts";
import type { UndoRow, UndoRun } from "./undo-rows.ts";

const key = ["agency_id", "id", "import_id", "version"];

type Table = "properties" | "units" | "contacts" | "leases";

/** Deletes records that nobody has touched, with an entry of the trail each. CONFLICT when one was touched meanwhile. */
export async function deleteRecords(
  tx: Tx,
  { ctx, importId }: UndoRun,
  { table, entityType }: { table: Table; entityType: string },
  rows: readonly Pick<UndoRow, "id" | "rowNo">[],
): Promise<void> {
  if (rows.length === 0) return;
  const untouched = rows.map(({ id }) => ({ agency_id: ctx.agencyId, id, import_id: importId, version: 1 }));
  const gone = await batchDelete(joinTransaction(tx), { table, key, rows: untouched, parallel: 1 });
  requireEveryRow(gone);
  if (gone.rowCount !== rows.length)
    throw new AppError("CONFLICT", "somebody changed a record while its import was undone");
  const entries = rows.map(({ id: entityId, rowNo: importRow }): AuditEntry => ({
    action: `${entityType}.import_undone`,
    entityType,
    entityId,
    before: { importId, importRow },
  }));
  await recordAudit(tx, ctx, ...entries);
}

/** Gives changed records the columns back that they had, with an entry of the trail each. */
export async function restoreRecords<C extends Columns>(
  tx: Tx,
  { ctx }: UndoRun,
  { table, entityType, columns }: { table: Table; entityType: string; columns: C },
  rows: readonly UndoRow[],
): Promise<void> {
  if (rows.length === 0) return;
  const names = Object.keys(columns);
  const picked = (record: Record<string, unknown> | null) =>
    Object.fromEntries(names.map((name) => [name, record?.[name] ?? null]));
  await updateRows(
    tx,
    ctx.agencyId,
    table,
    columns,
    // The facts are columns of the same table, as they were read from it.
    rows.map(
      ({ id, version, facts }) =>
        ({ ...picked(facts), id, version }) as Parameters<typeof updateRows<C>>[4][number],
    ),
  );
  const entries = rows.map(({ id: entityId, facts, now }): AuditEntry => ({
    action: `${entityType}.updated`,
    entityType,
    entityId,
    before: auditedColumns(picked(now)),
    after: auditedColumns(picked(facts)),
  }));
  await recordAudit(tx, ctx, ...entries);
}
