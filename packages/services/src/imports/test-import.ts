import { Readable } from "node:stream";
import {
  ListImportRowsInput,
  MapImportInput,
  type ImportDto,
  type ImportKind,
  type ImportRowDto,
} from "@stead/contracts/imports";
import type { FileStore } from "@stead/kernel/files";
import type { ServiceContext } from "../context/index.ts";
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
  runImportUndo,
  undoImport,
} from "./index.ts";

export type Upload = { kind: ImportKind; content: string | Buffer | Readable };

/** Uploads and analyses a file, as the edge and the worker do. */
export async function upload(
  ctx: ServiceContext,
  files: FileStore,
  { kind, content }: Upload,
): Promise<ImportDto> {
  const stream = content instanceof Readable ? content : Readable.from([Buffer.from(content)]);
  const file = await files.put(stream, { maxBytes: 1e9 });
  const { id, jobRunId } = await createImport({ ctx, input: { kind, fileName: `${kind}.csv`, file } });
  await runImportAnalysis({ ctx, input: { importId: id, jobRunId: jobRunId ?? "" }, files });
  return getImport({ ctx, input: { id } });
}

/** Changes a mapping by some fields. */
export function remap(
  ctx: ServiceContext,
  { id, version, mapping }: ImportDto,
  changes: Record<string, string>,
  isUpdateAllowed = false,
): Promise<ImportDto> {
  return mapImport({
    ctx,
    input: MapImportInput.parse({
      id,
      version,
      mapping: { ...mapping, ...changes },
      options: { isUpdateAllowed },
    }),
  });
}

/** The dry run, by the same verbs as in the product. */
export async function check(ctx: ServiceContext, files: FileStore, id: string): Promise<ImportDto> {
  const { jobRunId } = await checkImport({ ctx, input: { id } });
  await runImportCheck({ ctx, input: { importId: id, jobRunId: jobRunId ?? "" }, files });
  return getImport({ ctx, input: { id } });
}

export async function apply(ctx: ServiceContext, files: FileStore, id: string): Promise<ImportDto> {
  const { jobRunId } = await applyImport({ ctx, input: { id } });
  await runImportApply({ ctx, input: { importId: id, jobRunId: jobRunId ?? "" }, files });
  return getImport({ ctx, input: { id } });
}

/** A whole import: uploaded, mapped as suggested, checked and applied. */
export async function bring(
  ctx: ServiceContext,
  files: FileStore,
  { isUpdateAllowed = false, ...file }: Upload & { isUpdateAllowed?: boolean },
): Promise<ImportDto> {
  const uploaded = await upload(ctx, files, file);
  if (isUpdateAllowed) await remap(ctx, uploaded, {}, true);
  await check(ctx, files, uploaded.id);
  return apply(ctx, files, uploaded.id);
}

/** Takes an import back, by the same verbs as in the product. */
export async function undo(ctx: ServiceContext, id: string): Promise<ImportDto> {
  const { jobRunId } = await undoImport({ ctx, input: { id } });
  await runImportUndo({ ctx, input: { importId: id, jobRunId: jobRunId ?? "" } });
  return getImport({ ctx, input: { id } });
}

/** Every stored row of an import, page by page. */
export async function rowsOf(
  ctx: ServiceContext,
  id: string,
  outcome?: ImportRowDto["outcome"],
): Promise<ImportRowDto[]> {
  const items: ImportRowDto[] = [];
  for (let cursor: string | undefined; ;) {
    const page = await listImportRows({
      ctx,
      input: ListImportRowsInput.parse({ id, outcome, cursor, limit: 200 }),
    });
    items.push(...page.items);
    if (page.nextCursor === null) return items;
    cursor = page.nextCursor;
  }
}

/** What an import says it did or would do. */
export function countsOf({ rowCount, createCount, updateCount, sameCount, errorCount }: ImportDto) {
  return { rowCount, createCount, updateCount, sameCount, errorCount };
}
