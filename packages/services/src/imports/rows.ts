import type { ImportDto } from "@stead/contracts/imports";
import type { Sql } from "@stead/db/client";
import { assert } from "@stead/kernel/errors";
import { readOne, requireFound, type ServiceContext } from "../context/index.ts";
import { describeFields } from "./describe-fields.ts";
import { delimiters, encodings, type Delimiter, type Encoding } from "./detect-text.ts";
import type { DateOrder } from "./parse-date.ts";
import { fieldsOf } from "./plan-import.ts";
import type { ImportState } from "./rules.ts";

/** What an import remembers beside what people see. */
export type ImportOptions = {
  isUpdateAllowed: boolean;
  /** Found by the analysis. */
  encoding?: Encoding;
  delimiter?: Delimiter;
  /** In which order the dates of a column are, where they tell. */
  dateOrders?: Record<string, DateOrder | "mixed">;
  /** Where the text of a workbook is stored; a text file has none. */
  textKey?: string;
  /** Whether the present mapping was checked. */
  isChecked?: boolean;
};

export type ImportRecord = Omit<ImportDto, "fields" | "options"> & {
  options: Partial<ImportOptions>;
  fileId: string;
  storageKey: string;
  createdBy: string | null;
  /** The rows of the file from this one on are undone, or were left; null before an undo begins. */
  undoRow: number | null;
};

/** A row of `imports i` with its file `f`. */
export const importColumns = `i.id, i.kind, i.file_name as "fileName", f.size_bytes as "sizeBytes", i.status, i.columns, i.sample, i.mapping, i.options,
  i.row_count as "rowCount", i.create_count as "createCount", i.update_count as "updateCount", i.same_count as "sameCount",
  i.error_count as "errorCount", i.applied_row as "appliedRow", i.undone_count as "undoneCount", i.kept_count as "keptCount", i.undo_row as "undoRow", i.job_run_id as "jobRunId", i.problem, i.version,
  i.created_at as "createdAt", i.finished_at as "finishedAt", i.created_by as "createdBy", i.file_id as "fileId", f.storage_key as "storageKey"`;

export const importJoins = `join files f on f.agency_id = i.agency_id and f.id = i.file_id`;

const one = {
  name: "import_get",
  text: `select ${importColumns} from imports i ${importJoins} where i.agency_id = $1 and i.id = $2`,
};
const locked = {
  name: "import_lock",
  text: `${one.text} for update of i`,
};

/** An import, or NOT_FOUND. */
export async function readImport(sql: Sql, ctx: ServiceContext, id: string): Promise<ImportRecord> {
  return requireFound(await readOne<ImportRecord>(sql, one, ctx.agencyId, id), "import");
}

/** An import that nobody else changes until the transaction ends. */
export async function lockImport(sql: Sql, ctx: ServiceContext, id: string): Promise<ImportRecord> {
  return requireFound(await readOne<ImportRecord>(sql, locked, ctx.agencyId, id), "import");
}

/** What people see of an import. */
export function toImportDto({
  fileId: _file,
  storageKey: _key,
  createdBy: _creator,
  undoRow: _row,
  options,
  ...record
}: ImportRecord): ImportDto {
  return {
    ...record,
    options: { isUpdateAllowed: options.isUpdateAllowed ?? false },
    fields: describeFields(fieldsOf(record.kind)),
  };
}

/** What the rows are read from: the file itself, or the text that was made of it. */
export function textKeyOf({ options, storageKey }: ImportRecord): string {
  return options.textKey ?? storageKey;
}

export function stateOf({ status, columns, appliedRow, options }: ImportRecord): ImportState {
  return { status, columns, appliedRow, isChecked: options.isChecked ?? false };
}

/** How the file is read; the analysis has found it out. */
export function formatOf({ options }: ImportRecord): { encoding: Encoding; delimiter: Delimiter } {
  const encoding = encodings.find((known) => known === options.encoding);
  const delimiter = delimiters.find((known) => known === options.delimiter);
  assert(encoding !== undefined && delimiter !== undefined, "imports: the file was not analysed");
  return { encoding, delimiter };
}
