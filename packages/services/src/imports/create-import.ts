import type { ImportDto, ImportKind } from "@stead/contracts/imports";
import type { StoredObject } from "@stead/kernel/files";
import { newId } from "@stead/kernel/ids";
import { enqueue } from "@stead/queue/enqueue";
import {
  actingUserId,
  instantNow,
  recordAudit,
  requirePermission,
  requireWholeAgency,
  type Verb,
} from "../context/index.ts";
import { recordFile } from "../files/index.ts";
import { readImport, toImportDto } from "./rows.ts";
import { kindPermissions } from "./rules.ts";

/** A file that was uploaded and stored. */
export type CreateImportInput = {
  kind: ImportKind;
  fileName: string;
  contentType?: string;
  file: StoredObject;
};

const insertImport = {
  name: "import_insert",
  text: `insert into imports (agency_id, id, kind, file_id, file_name, options, job_run_id, created_by, created_at) values ($1, $2, $3, $4, $5, '{"isUpdateAllowed": false}', $6, $7, $8)`,
};

/**
 * Begins an import of a stored file; reading it is a job. Needs the permission of what the rows would change as well,
 * and access to the whole agency.
 */
export async function createImport({ ctx, input }: Verb<CreateImportInput>): Promise<ImportDto> {
  requirePermission(ctx, "imports:write");
  requirePermission(ctx, kindPermissions[input.kind]);
  requireWholeAgency(ctx);
  const { kind, file, contentType = "text/csv" } = input;
  const actorUserId = actingUserId(ctx);
  const id = newId();
  return ctx.db.transaction(async (tx) => {
    const upload = { ...file, name: input.fileName, contentType, purpose: "import" };
    const owned = { ...upload, ownerUserId: actorUserId, expiresAt: null };
    const { id: fileId, name } = await recordFile(tx, ctx, owned);
    const jobRunId = await enqueue(
      tx,
      ctx,
      "imports.analyse",
      { agencyId: ctx.agencyId, importId: id },
      { jobRun: { subjectId: id, actorUserId, about: kind } },
    );
    const createdAt = instantNow(ctx);
    await tx.sql(insertImport, ctx.agencyId, id, kind, fileId, name, jobRunId, actorUserId, createdAt);
    await recordAudit(tx, ctx, {
      action: "import.created",
      entityType: "import",
      entityId: id,
      after: { kind, sizeBytes: file.sizeBytes },
    });
    return toImportDto(await readImport(tx.sql, ctx, id));
  });
}
