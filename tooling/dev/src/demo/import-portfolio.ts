import { Readable } from "node:stream";
import type { ImportRowDto } from "@stead/contracts/imports";
import type { FileStore } from "@stead/kernel/files";
import type { ServiceContext } from "@stead/services/context";
import {
  applyImport,
  checkImport,
  createImport,
  getImport,
  listImportRows,
  mapImport,
  runImportAnalysis,
  runImportApply,
  runImportCheck,
} from "@stead/services/imports";

/** A file of properties as an agency would upload it. */
export type PortfolioFile = {
  name: string;
  content: string;
  /** Field to column, for what its headers do not tell by themselves. */
  mapping: Readonly<Record<string, string>>;
};

/** What came in with a file, and what the importer had to say about its rows. */
export type ImportFacts = {
  fileName: string;
  rowCount: number;
  createCount: number;
  errorCount: number;
  /** Rows that something was reported of. */
  reportedCount: number;
  /** What was reported, the most frequent first; numbers in it are left out. */
  reports: { text: string; count: number }[];
};

const maxBytes = 64 * 1024 * 1024;

/** Brings a file of properties in by the verbs and jobs of the product: uploaded, read, mapped, checked, applied. */
export async function importPortfolio(
  ctx: ServiceContext,
  files: FileStore,
  { name, content, mapping }: PortfolioFile,
  say: (note: string) => void,
): Promise<ImportFacts> {
  say(`read ${name}`);
  const file = await files.put(Readable.from([Buffer.from(content)]), { maxBytes });
  const created = await createImport({ ctx, input: { kind: "properties", fileName: name, file } });
  const { id } = created;
  const inputOf = (jobRunId: string | null) => ({ importId: id, jobRunId: jobRunId ?? "" });
  await runImportAnalysis({ ctx, input: inputOf(created.jobRunId), files });
  const read = await getImport({ ctx, input: { id } });
  await mapImport({
    ctx,
    input: {
      id,
      version: read.version,
      mapping: { ...read.mapping, ...mapping },
      options: { isUpdateAllowed: false },
    },
  });
  say(`check ${read.rowCount} rows`);
  const checked = await checkImport({ ctx, input: { id } });
  await runImportCheck({ ctx, input: inputOf(checked.jobRunId), files });
  say(`import ${read.rowCount} rows`);
  const applied = await applyImport({ ctx, input: { id } });
  await runImportApply({ ctx, input: inputOf(applied.jobRunId), files });
  const { rowCount, createCount, errorCount, fileName } = await getImport({ ctx, input: { id } });
  const reported = await readReported(ctx, id);
  return {
    fileName,
    rowCount,
    createCount,
    errorCount,
    reportedCount: reported.length,
    reports: countReports(reported),
  };
}

async function readReported(ctx: ServiceContext, id: string): Promise<ImportRowDto[]> {
  const rows: ImportRowDto[] = [];
  for (const outcome of ["error", "warning"] as const) {
    for (let cursor: string | null | undefined; cursor !== null;) {
      const page = await listImportRows({
        ctx,
        input: { id, outcome, limit: 200, ...(cursor !== undefined && { cursor }) },
      });
      rows.push(...page.items);
      cursor = page.nextCursor;
    }
  }
  return rows;
}

function countReports(rows: readonly ImportRowDto[]): ImportFacts["reports"] {
  const texts = rows.flatMap(({ errors }) =>
    errors.map(({ field, message }) => `${field}: ${message.replaceAll(/\brow \d+/g, "another row")}`),
  );
  return [...Map.groupBy(texts, (text) => text)]
    .map(([text, same]) => ({ text, count: same.length }))
    .toSorted((left, right) => right.count - left.count);
}
