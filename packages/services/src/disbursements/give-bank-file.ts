import type { BankFileLinkDto, GiveBankFileInput } from "@stead/contracts/disbursements";
import type { Tx } from "@stead/db/client";
import { AppError, assert } from "@stead/kernel/errors";
import {
  instantNow,
  inTransaction,
  once,
  recordAudit,
  requirePermission,
  requireVersion,
  requireWholeAgency,
  type ServiceContext,
  type Verb,
} from "../context/index.ts";
import { giveDownloadLink } from "../files/index.ts";
import { lockBatch, readBankFile } from "./queries.ts";
import { auditDisbursement, lockBatchRows, saveDisbursement } from "./rows.ts";

const giveOut = {
  name: "bank_file_give",
  text: `update disbursement_batches set state = 'given_out', given_out_to = $3, given_out_at = $4, format = $5, version = version + 1
    where agency_id = $1 and id = $2`,
};

/**
 * Gives a file for the bank out, to one person and once: the same file at the bank twice could pay twice. Its refunds
 * are sent from then on. The same key gets a link to the same file again. Throws PRECONDITION when it was given out
 * before or is not written yet, FORBIDDEN for programs, CONFLICT on a stale version.
 */
export async function giveBankFile({ ctx, input }: Verb<GiveBankFileInput>): Promise<BankFileLinkDto> {
  requirePermission(ctx, "refunds:write");
  requireWholeAgency(ctx);
  return inTransaction(ctx, async (tx) => {
    // The link opens the file for whoever holds it, so it is made anew and not kept with the answer.
    const { fileId } = await once(tx, ctx, { operation: "disbursements.give-file", input }, () =>
      give(tx, ctx, input),
    );
    const link = await giveDownloadLink(tx, ctx, { fileId });
    return { ...link, file: await readBankFile(tx.sql, ctx, input.id) };
  });
}

async function give(
  tx: Tx,
  ctx: ServiceContext,
  { id, version, format }: GiveBankFileInput,
): Promise<{ fileId: string }> {
  if (ctx.actor.kind !== "user") throw new AppError("FORBIDDEN", "a file for the bank is given to a person");
  const batch = await lockBatch(tx, ctx, id);
  if (batch.state === "given_out")
    throw new AppError(
      "PRECONDITION",
      `${batch.givenOutTo ?? "Somebody"} fetched this file already; the same file at the bank twice would pay twice`,
      { givenOutAt: batch.givenOutAt },
    );
  if (batch.state === "making")
    throw new AppError("PRECONDITION", "this file is being written; try again shortly");
  requireVersion(batch, version);
  const fileId = format === "xml" ? batch.xmlFileId : batch.csvFileId;
  assert(fileId, "disbursements: a file that is ready and is not");
  const at = instantNow(ctx);
  await tx.sql(giveOut, ctx.agencyId, id, ctx.actor.id, at, format);
  for (const row of await lockBatchRows(tx, ctx, id)) {
    const before = { ...row };
    Object.assign(row, { state: "sent", sentAt: at });
    await saveDisbursement(tx, ctx, row);
    await auditDisbursement(tx, ctx, "sent", row, before);
  }
  await recordAudit(tx, ctx, {
    action: "bank_file.given_out",
    entityType: "bank_file",
    entityId: id,
    after: { format },
  });
  return { fileId };
}
