import type { CreateExportInput, ExportDto, ExportList } from "@stead/contracts/exports";
import { AppError } from "@stead/kernel/errors";
import { newId } from "@stead/kernel/ids";
import { enqueue } from "@stead/queue/enqueue";
import {
  instantNow,
  isReadOnly,
  recordAudit,
  requireFound,
  requirePermission,
  requirePerson,
  requireRoom,
  requireWholeAgency,
  type Verb,
} from "../context/index.ts";
import { tableOf } from "./describe-tables.ts";
import { readExport } from "./queries.ts";

/** Lists that nobody reads a part of. */
const wholeLists: ReadonlySet<ExportList> = new Set([
  "audit",
  "messages",
  "bank_files",
  "broadcasts",
  "statements",
  "statement_lines",
  "days",
  "suspense",
  "inbound_events",
  "billing_runs",
  "imports",
]);
/** Exports of one person that wait or run at once. */
const mostAtOnce = 10;

const countOpen = {
  name: "exports_open",
  text: `select count(*)::int as count from exports where agency_id = $1 and created_by = $2 and status in ('queued', 'running')`,
};
const insert = {
  name: "export_insert",
  text: `insert into exports (agency_id, id, list, format, filters, job_run_id, created_by, created_at)
    values ($1, $2, $3, $4, $5::jsonb, $6, $7, $8)`,
};

/**
 * Begins to make a file of a whole list; the work is a job, and the person is told of its end. What it holds follows
 * from the person's rights when it is made. TOO_MANY while ten of them are under way.
 */
export async function createExport({ ctx, input }: Verb<CreateExportInput>): Promise<ExportDto> {
  requirePermission(ctx, "exports:write");
  requirePermission(ctx, tableOf(input.list).permission);
  if (wholeLists.has(input.list)) requireWholeAgency(ctx);
  const userId = requirePerson(ctx);
  const id = newId();
  return ctx.db.transaction(async (tx) => {
    const [open] = await tx.sql<{ count: number }>(countOpen, ctx.agencyId, userId);
    if ((open?.count ?? 0) >= mostAtOnce)
      throw new AppError("TOO_MANY", `${mostAtOnce} of your exports are under way; wait for one of them`);
    // What an agency that may only read takes out is not counted: its data is its own.
    await requireRoom(tx, ctx, "exportsPerMonth", isReadOnly(ctx) ? 0 : 1);
    const jobRunId = await enqueue(
      tx,
      ctx,
      "exports.run",
      { agencyId: ctx.agencyId, exportId: id },
      { jobRun: { subjectId: id, actorUserId: userId, about: `${input.list}.${input.format}` } },
    );
    const createdAt = instantNow(ctx);
    const filters = JSON.stringify(input.filters);
    await tx.sql(insert, ctx.agencyId, id, input.list, input.format, filters, jobRunId, userId, createdAt);
    await recordAudit(tx, ctx, {
      action: "export.requested",
      entityType: "export",
      entityId: id,
      after: { list: input.list, format: input.format },
    });
    return requireFound(await readExport(tx.sql, ctx, id), "export");
  });
}
