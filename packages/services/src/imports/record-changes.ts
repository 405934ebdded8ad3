import type { Tx } from "@stead/db/client";
import { insertRows } from "./insert-rows.ts";
import type { ImportRun } from "./plan-rows.ts";

/** What a row changed that was there before it, with what an undo needs to put it back. */
export type ImportChange = { rowNo: number; entityId: string; version: number; facts: object };

const columns = {
  import_id: "uuid",
  row_no: "int",
  entity_id: "uuid",
  version: "int",
  facts: "jsonb",
} as const;

/** Keeps what a batch changed, in the transaction of the change. `version` is the one that the change leaves. */
export async function recordChanges(
  tx: Tx,
  { ctx, importId }: ImportRun,
  changes: readonly ImportChange[],
): Promise<void> {
  const rows = changes.map(({ rowNo, entityId, version, facts }) => ({
    import_id: importId,
    row_no: rowNo,
    entity_id: entityId,
    version,
    facts,
  }));
  await insertRows(tx, ctx.agencyId, "import_changes", columns, rows);
}
