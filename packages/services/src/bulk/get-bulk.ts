import type { BulkOperationDto, BulkRowDto, ListBulkInput, ListBulkRowsInput } from "@stead/contracts/bulk";
import type { Page } from "@stead/contracts/lists";
import {
  condition,
  readPage,
  readWhole,
  requireFound,
  requirePermission,
  requirePerson,
  when,
  type ListSpec,
  type ServiceContext,
  type Verb,
  type Whole,
  type WholeList,
} from "../context/index.ts";
import { operationColumns, operationJoins, readOperation } from "./rows.ts";

/** An operation of one's own with its progress. */
export async function getBulk({ ctx, input }: Verb<{ id: string }>): Promise<BulkOperationDto> {
  requirePermission(ctx, "bulk:write");
  return requireFound(await readOperation(ctx.db.sql, ctx, input.id), "operation");
}

/** One's own operations, newest first. */
export async function listBulk({ ctx, input }: Verb<ListBulkInput>): Promise<Page<BulkOperationDto>> {
  requirePermission(ctx, "bulk:write");
  return readPage<BulkOperationDto>(
    ctx,
    {
      name: "bulk_list",
      select: operationColumns,
      from: operationJoins,
      where: [condition("o.agency_id = $1 and o.created_by = ?::uuid", requirePerson(ctx))],
      order: {
        name: "created",
        columns: [
          { expression: "o.created_at", type: "timestamptz" },
          { expression: "o.id", type: "uuid" },
        ],
        direction: "desc",
      },
      cursorOf: (row) => [row.createdAt, row.id],
    },
    input,
  );
}

/** The records of an operation of one's own and what became of each. */
export async function listBulkRows({ ctx, input }: Verb<ListBulkRowsInput>): Promise<Page<BulkRowDto>> {
  await getBulk({ ctx, input });
  return readPage<BulkRowDto>(ctx, specOf(ctx, input), input);
}

/** All of them instead of a page. */
export async function readAllBulkRows({
  ctx,
  input,
  tx,
}: Whole<ListBulkRowsInput>): Promise<WholeList<BulkRowDto>> {
  requirePermission(ctx, "bulk:write");
  return readWhole(ctx, tx, specOf(ctx, input));
}

function specOf(ctx: ServiceContext, input: ListBulkRowsInput): ListSpec<BulkRowDto> {
  return {
    name: "bulk_rows_list",
    select: `b.row_no as "rowNo", b.entity_id as "entityId", b.label, b.status, b.code, b.message`,
    from: "bulk_rows b",
    where: [
      condition("b.agency_id = $1 and b.operation_id = ?::uuid", input.id),
      // Only of one's own.
      condition(
        "exists (select from bulk_operations o where o.agency_id = $1 and o.id = b.operation_id and o.created_by = ?::uuid)",
        requirePerson(ctx),
      ),
      when(input.status, (status) => condition(`b.status = '${status}'`)),
    ],
    order: { name: "row", columns: [{ expression: "b.row_no", type: "integer" }], direction: "asc" },
    cursorOf: (row) => [row.rowNo],
  };
}
