import type { ImportDto, ListImportsInput } from "@stead/contracts/imports";
import type { Page } from "@stead/contracts/lists";
import type { z } from "zod";
import {
  condition,
  readPage,
  requirePermission,
  requireWholeAgency,
  searchWords,
  when,
  type Verb,
} from "../context/index.ts";
import { importColumns, importJoins, toImportDto, type ImportRecord } from "./rows.ts";

/** Imports, newest first. The search finds file names. */
export async function listImports({
  ctx,
  input,
}: Verb<z.infer<typeof ListImportsInput>>): Promise<Page<ImportDto>> {
  requirePermission(ctx, "imports:read");
  requireWholeAgency(ctx);
  const page = await readPage<ImportRecord>(
    ctx,
    {
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
    },
    input,
  );
  return { ...page, items: page.items.map(toImportDto) };
}
