import type { ImportDto, ListImportsInput } from "@stead/contracts/imports";
import type { Page } from "@stead/contracts/lists";
import type { z } from "zod";
import {
  condition,
  mapBatches,
  readPage,
  readWhole,
  requirePermission,
  requireWholeAgency,
  searchWords,
  when,
  type ListSpec,
  type Verb,
  type Whole,
  type WholeList,
} from "../context/index.ts";
import { importColumns, importJoins, toImportDto, type ImportRecord } from "./rows.ts";

type ImportsFilter = z.infer<typeof ListImportsInput>;

/** Imports, newest first. The search finds file names. */
export async function listImports({ ctx, input }: Verb<ImportsFilter>): Promise<Page<ImportDto>> {
  requirePermission(ctx, "imports:read");
  requireWholeAgency(ctx);
  const page = await readPage(ctx, specOf(input), input);
  return { ...page, items: page.items.map(toImportDto) };
}

/** Every import of the list instead of a page of them. */
export async function readAllImports({
  ctx,
  input,
  tx,
}: Whole<ImportsFilter>): Promise<WholeList<ImportDto>> {
  requirePermission(ctx, "imports:read");
  requireWholeAgency(ctx);
  const { count, batches } = await readWhole(ctx, tx, specOf(input));
  return { count, batches: mapBatches(batches, (rows) => rows.map(toImportDto)) };
}

function specOf(input: ImportsFilter): ListSpec<ImportRecord> {
  return {
    name: "imports_list",
    select: importColumns,
    from: `imports i ${importJoins}`,
    where: [
      condition("i.agency_id = $1"),
      when(input.q || undefined, (q) => condition("i.file_name ilike all (?::text[])", searchWords(q))),
    ],
    order: {
      name: "created",
      columns: [
        { expression: "i.created_at", type: "timestamptz" },
        { expression: "i.id", type: "uuid" },
      ],
      direction: input.order ?? "desc",
    },
    cursorOf: (row) => [row.createdAt, row.id],
  };
}
