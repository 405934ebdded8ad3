import type { ImportDto } from "@stead/contracts/imports";
import { requirePermission, requireWholeAgency, type Verb } from "../context/index.ts";
import { readImport, toImportDto } from "./rows.ts";

/** An import with its columns, first rows, mapping and counts. */
export async function getImport({ ctx, input }: Verb<{ id: string }>): Promise<ImportDto> {
  requirePermission(ctx, "imports:read");
  requireWholeAgency(ctx);
  return toImportDto(await readImport(ctx.db.sql, ctx, input.id));
}
