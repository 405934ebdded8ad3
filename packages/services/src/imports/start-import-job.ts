import type { ImportDto } from "@stead/contracts/imports";
import type { Tx } from "@stead/db/client";
import { invalidField } from "@stead/kernel/errors";
import { enqueue } from "@stead/queue/enqueue";
import { recordAudit, type ServiceContext } from "../context/index.ts";
import { findMissing } from "./plan-import.ts";
import { readSources } from "./read-row.ts";
import { readImport, toImportDto, type ImportRecord } from "./rows.ts";

const queue = {
  name: "import_queue",
  text: `update imports set status = $3, job_run_id = $4, problem = null, finished_at = null, version = version + 1 where agency_id = $1 and id = $2`,
};

/** Enqueues a step of an import that is locked, as a job that people see. Throws INVALID when its mapping lacks a field. */
export async function startImportJob(
  tx: Tx,
  ctx: ServiceContext,
  record: ImportRecord,
  step: "check" | "apply",
): Promise<ImportDto> {
  const mapped = new Set(readSources(record.mapping, record.columns, {}).keys());
  const missing = findMissing(record.kind, mapped);
  if (missing !== undefined)
    throw invalidField(
      missing.field === "" ? "mapping" : `mapping.${missing.field}`,
      "required",
      missing.message,
    );
  const { id } = record;
  const actorUserId = ctx.actor.kind === "user" ? ctx.actor.id : null;
  const name = step === "check" ? "imports.check" : "imports.apply";
  const jobRunId = await enqueue(
    tx,
    ctx,
    name,
    { agencyId: ctx.agencyId, importId: id },
    { jobRun: { subjectId: id, actorUserId } },
  );
  await tx.sql(queue, ctx.agencyId, id, step === "check" ? "checking" : "applying", jobRunId);
  const action = step === "check" ? "import.check_started" : "import.apply_started";
  await recordAudit(tx, ctx, { action, entityType: "import", entityId: id });
  return toImportDto(await readImport(tx.sql, ctx, id));
}
