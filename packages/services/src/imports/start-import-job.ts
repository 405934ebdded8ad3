import type { ImportDto } from "@stead/contracts/imports";
import type { Tx } from "@stead/db/client";
import { invalidField } from "@stead/kernel/errors";
import type { JobName } from "@stead/queue/catalogue";
import { enqueue } from "@stead/queue/enqueue";
import { actingUserId, recordAudit, type ServiceContext } from "../context/index.ts";
import { findMissing } from "./plan-import.ts";
import { readSources } from "./read-row.ts";
import { readImport, toImportDto, type ImportRecord } from "./rows.ts";

const queue = {
  name: "import_queue",
  text: `update imports set status = $3, job_run_id = $4, problem = null, finished_at = null, version = version + 1 where agency_id = $1 and id = $2`,
};

type JobStep = "check" | "apply" | "undo";

const jobs = {
  check: { name: "imports.check", status: "checking", action: "import.check_started" },
  apply: { name: "imports.apply", status: "applying", action: "import.apply_started" },
  undo: { name: "imports.undo", status: "undoing", action: "import.undo_started" },
} as const satisfies Record<JobStep, { name: JobName; status: string; action: string }>;

/** Throws INVALID when the mapping of an import lacks a field. */
export function requireMapped(record: ImportRecord): void {
  const mapped = new Set(readSources(record.mapping, record.columns, {}).keys());
  const missing = findMissing(record.kind, mapped);
  if (missing !== undefined)
    throw invalidField(
      missing.field === "" ? "mapping" : `mapping.${missing.field}`,
      "required",
      missing.message,
    );
}

/** Enqueues a step of an import that is locked, as a job that people see. */
export async function startImportJob(
  tx: Tx,
  ctx: ServiceContext,
  { id, kind }: ImportRecord,
  step: JobStep,
): Promise<ImportDto> {
  const actorUserId = actingUserId(ctx);
  const { name, status, action } = jobs[step];
  const jobRunId = await enqueue(
    tx,
    ctx,
    name,
    { agencyId: ctx.agencyId, importId: id },
    { jobRun: { subjectId: id, actorUserId, about: kind } },
  );
  await tx.sql(queue, ctx.agencyId, id, status, jobRunId);
  await recordAudit(tx, ctx, { action, entityType: "import", entityId: id });
  return toImportDto(await readImport(tx.sql, ctx, id));
}
