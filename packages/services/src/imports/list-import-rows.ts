import type { ImportRowDto, ListImportRowsInput } from "@stead/contracts/imports";
import type { Page } from "@stead/contracts/lists";
import {
  condition,
  readPage,
  requirePermission,
  requireWholeAgency,
  when,
  type Verb,
} from "../context/index.ts";
import { readImport } from "./rows.ts";

/** The rows of an import worth showing, in the file's order: problems, warnings, and samples of what is made or changed. */
export async function listImportRows({ ctx, input }: Verb<ListImportRowsInput>): Promise<Page<ImportRowDto>> {
  requirePermission(ctx, "imports:read");
  requireWholeAgency(ctx);
  const { id } = await readImport(ctx.db.sql, ctx, input.id);
  return readPage<ImportRowDto>(
    ctx,
    {
      name: "import_rows_list",
      select: `r.row_no as "rowNo", r.outcome, r.label, r.errors, r.diff`,
      from: "import_rows r",
      where: [
        condition("r.agency_id = $1"),
        condition("r.import_id = ?::uuid", id),
        when(input.outcome, (outcome) => condition("r.outcome = ?", outcome)),
      ],
      order: { name: "row", columns: [{ expression: "r.row_no", type: "integer" }], direction: "asc" },
      cursorOf: (row) => [row.rowNo],
    },
    input,
  );
}
