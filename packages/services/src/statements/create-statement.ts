import type { StatementDto } from "@stead/contracts/statements";
import { invalidField } from "@stead/kernel/errors";
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
import { readStatementAccount, readStatementRow } from "./rows.ts";

/** A file that was uploaded and stored, and the account that it is of. */
export type CreateStatementInput = {
  railAccountId: string | null;
  bankAccountId: string | null;
  fileName: string;
  contentType: string;
  file: StoredObject;
};

const insert = {
  name: "statement_insert",
  text: `insert into bank_statements (agency_id, id, rail_account_id, bank_account_id, file_id, file_name, job_run_id, created_by, created_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
};

/** Begins the import of a stored file; reading and booking it is a job. NOT_FOUND for an account of nobody. */
export async function createStatement({ ctx, input }: Verb<CreateStatementInput>): Promise<StatementDto> {
  requirePermission(ctx, "payments:write");
  requireWholeAgency(ctx);
  const { railAccountId, bankAccountId } = input;
  if ((railAccountId === null) === (bankAccountId === null))
    throw invalidField(
      "account",
      "required",
      "say whose statement it is: one account with a provider or a bank",
    );
  await readStatementAccount(ctx.db.sql, ctx, input);
  const by = actingUserId(ctx);
  const id = newId();
  return ctx.db.transaction(async (tx) => {
    const { file, fileName, contentType } = input;
    const upload = { ...file, name: fileName, contentType, purpose: "statement" };
    const { id: fileId, name } = await recordFile(tx, ctx, { ...upload, ownerUserId: by, expiresAt: null });
    const payload = { agencyId: ctx.agencyId, statementId: id };
    const jobRun = { subjectId: id, actorUserId: by };
    const jobId = await enqueue(tx, ctx, "statements.import", payload, { jobRun });
    const at = instantNow(ctx);
    await tx.sql(insert, ctx.agencyId, id, railAccountId, bankAccountId, fileId, name, jobId, by, at);
    const trail = { action: "statement.uploaded", entityType: "statement", entityId: id };
    await recordAudit(tx, ctx, {
      ...trail,
      after: { railAccountId, bankAccountId, sizeBytes: file.sizeBytes },
    });
    return readStatementRow(tx.sql, ctx, id);
  });
}
