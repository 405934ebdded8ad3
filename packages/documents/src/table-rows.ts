import type { Row, TableDocument } from "./table-document.ts";

/** A table whose rows may also come in batches, which spares a turn of the event loop a row. */
export type StreamedTable = Omit<TableDocument, "rows"> & {
  rows: TableDocument["rows"] | AsyncIterable<readonly Row[]>;
};

const batchRows = 1_000;

/** The rows of a table in batches, however they come. */
export async function* batchesOf(rows: StreamedTable["rows"]): AsyncGenerator<readonly Row[]> {
  let batch: Row[] = [];
  for await (const item of rows) {
    if (isBatch(item)) {
      yield item;
      continue;
    }
    batch.push(item);
    if (batch.length < batchRows) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

function isBatch(item: Row | readonly Row[]): item is readonly Row[] {
  return Array.isArray(item);
}
