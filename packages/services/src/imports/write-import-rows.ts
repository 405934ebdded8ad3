import type { Sql } from "@stead/db/client";
import type { ServiceContext } from "../context/index.ts";
import type { RowReport } from "./plan-rows.ts";
import type { UndoNote } from "./undo-rows.ts";

/** Exact counts of what the rows of an import do. */
export type Tally = { create: number; update: number; same: number; error: number };

export const emptyTally: Tally = { create: 0, update: 0, same: 0, error: 0 };

export function addToTally(tally: Tally, reports: readonly RowReport[]): Tally {
  const sum = { ...tally };
  for (const { outcome } of reports) sum[outcome]++;
  return sum;
}

type StoredOutcome = "error" | "warning" | "update" | "create" | "kept";

/** How many rows of each outcome are kept to be shown; the counts stay exact. */
const mostStored: Record<StoredOutcome, number> = {
  error: 10_000,
  warning: 5_000,
  update: 5_000,
  create: 500,
  kept: 10_000,
};

/** Rows worth showing: what is wrong or was done to their cells, and what they would change. */
function storedOutcome({ outcome, notes }: RowReport): StoredOutcome | undefined {
  if (outcome === "error") return "error";
  if (notes.length > 0) return "warning";
  return outcome === "same" ? undefined : outcome;
}

const clear = {
  name: "import_rows_clear",
  text: `delete from import_rows where agency_id = $1 and import_id = $2`,
};
const insert = {
  name: "import_rows_insert",
  text: `insert into import_rows (agency_id, import_id, row_no, outcome, label, errors, diff, entity_id)
    select $1, $2, r.row_no, r.outcome, r.label, r.errors, r.diff, r.entity_id
    from jsonb_to_recordset($3::jsonb) as r (row_no int, outcome text, label text, errors jsonb, diff jsonb, entity_id uuid)`,
};
const clearKept = {
  name: "import_rows_clear_kept",
  text: `delete from import_rows where agency_id = $1 and import_id = $2 and outcome = 'kept'`,
};
const insertKept = {
  name: "import_rows_keep",
  text: `insert into import_rows (agency_id, import_id, row_no, outcome, label, errors)
    select $1, $2, r.row_no, 'kept', r.label, r.errors from jsonb_to_recordset($3::jsonb) as r (row_no int, label text, errors jsonb)
    on conflict (agency_id, import_id, row_no) do update set outcome = 'kept', label = excluded.label, errors = excluded.errors, diff = '{}'`,
};
const count = {
  name: "import_rows_count",
  text: `select outcome, count(*)::int as count from import_rows where agency_id = $1 and import_id = $2 group by outcome`,
};

/** Keeps the rows of one import that people look at. */
export class ImportRowStore {
  readonly #ctx: ServiceContext;
  readonly #importId: string;
  #stored = new Map<string, number>();

  constructor(ctx: ServiceContext, importId: string) {
    this.#ctx = ctx;
    this.#importId = importId;
  }

  async clear(sql: Sql): Promise<void> {
    await sql(clear, this.#ctx.agencyId, this.#importId);
    this.#stored = new Map();
  }

  /** Goes on where an earlier try ended, or a transaction was undone. */
  async recount(sql: Sql): Promise<void> {
    const rows = await sql<{ outcome: string; count: number }>(count, this.#ctx.agencyId, this.#importId);
    this.#stored = new Map(rows.map((row) => [row.outcome, row.count]));
  }

  async clearKept(sql: Sql): Promise<void> {
    await sql(clearKept, this.#ctx.agencyId, this.#importId);
    this.#stored.delete("kept");
  }

  /** Keeps why rows stay when their import is undone. */
  async keep(sql: Sql, notes: readonly UndoNote[]): Promise<void> {
    const stored = this.#stored.get("kept") ?? 0;
    const shown = notes.slice(0, mostStored.kept - stored);
    if (shown.length === 0) return;
    this.#stored.set("kept", stored + shown.length);
    const rows = shown.map(({ rowNo, label, reasons }) => ({
      row_no: rowNo,
      label,
      errors: reasons.map((message) => ({ field: "", value: "", message })),
    }));
    await sql(insertKept, this.#ctx.agencyId, this.#importId, JSON.stringify(rows));
  }

  async store(sql: Sql, reports: readonly RowReport[]): Promise<void> {
    const rows = reports.flatMap((report) => {
      const outcome = storedOutcome(report);
      if (outcome === undefined) return [];
      const stored = this.#stored.get(outcome) ?? 0;
      if (stored >= mostStored[outcome]) return [];
      this.#stored.set(outcome, stored + 1);
      const { rowNo, label, notes, diff, entityId } = report;
      return [{ row_no: rowNo, outcome, label, errors: notes, diff, entity_id: entityId }];
    });
    if (rows.length > 0) await sql(insert, this.#ctx.agencyId, this.#importId, JSON.stringify(rows));
  }
}
