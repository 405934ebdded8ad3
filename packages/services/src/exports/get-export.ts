import type { DownloadLinkDto, ExportDto, ListExportsInput } from "@stead/contracts/exports";
import type { Page } from "@stead/contracts/lists";
import {
  condition,
  readOne,
  readPage,
  requireFound,
  requirePermission,
  requirePerson,
  when,
  type Verb,
} from "../context/index.ts";
import { createDownloadLink } from "../files/index.ts";
import { exportColumns, exportJoins, readExport, toExportDto, type ExportRow } from "./queries.ts";

/** An export of one's own with its progress. */
export async function getExport({ ctx, input }: Verb<{ id: string }>): Promise<ExportDto> {
  requirePermission(ctx, "exports:write");
  return requireFound(await readExport(ctx.db.sql, ctx, input.id), "export");
}

/** One's own exports, newest first. */
export async function listExports({ ctx, input }: Verb<ListExportsInput>): Promise<Page<ExportDto>> {
  requirePermission(ctx, "exports:write");
  const page = await readPage<ExportRow>(
    ctx,
    {
      name: "exports_list",
      select: exportColumns,
      from: `exports e ${exportJoins}`,
      where: [
        condition("e.agency_id = $1 and e.created_by = ?::uuid", requirePerson(ctx)),
        when(input.status, (status) => condition("e.status = ?", status)),
      ],
      order: {
        name: "created",
        columns: [
          { expression: "e.created_at", type: "timestamptz" },
          { expression: "e.id", type: "uuid" },
        ],
        direction: "desc",
      },
      cursorOf: (row) => [row.createdAt, row.id],
    },
    input,
  );
  return { ...page, items: page.items.map((row) => toExportDto(ctx, row)) };
}

const fileOf = {
  name: "export_file",
  text: `select file_id as "fileId" from exports where agency_id = $1 and id = $2 and created_by = $3 and status = 'done' and file_id is not null`,
};

/** A link to the file of an export of one's own. PRECONDITION when the file has expired. */
export async function linkExport({ ctx, input }: Verb<{ id: string }>): Promise<DownloadLinkDto> {
  requirePermission(ctx, "exports:write");
  const found = await readOne<{ fileId: string }>(
    ctx.db.sql,
    fileOf,
    ctx.agencyId,
    input.id,
    requirePerson(ctx),
  );
  return createDownloadLink({ ctx, input: requireFound(found, "file") });
}
