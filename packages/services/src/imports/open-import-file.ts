import type { FileStore } from "@stead/kernel/files";
import { AppError } from "@stead/kernel/errors";
import { readCsv, type CsvFormat, type CsvRow } from "./read-csv.ts";

/** What the runs of an import need beside the context. */
export type ImportRunOptions = {
  files: FileStore;
  /** Told after each batch: rows done, and rows in all where that is known. */
  onProgress?: ((done: number, total: number | null) => void) | undefined;
};

/** The rows of a stored file behind its header, in batches. */
export async function* openRows(
  files: FileStore,
  storageKey: string,
  format: CsvFormat,
  batchSize: number,
): AsyncGenerator<CsvRow[]> {
  let batch: CsvRow[] = [];
  let isHeader = true;
  for await (const row of readCsv(await files.open(storageKey), format)) {
    if (!isHeader) batch.push(row);
    isHeader = false;
    if (batch.length < batchSize) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

/** Throws CANCELLED when the run was told to end. */
export function requireGoing(signal: AbortSignal | undefined): void {
  if (signal?.aborted)
    throw new AppError("CANCELLED", "the import was stopped; the rows applied so far stay");
}
