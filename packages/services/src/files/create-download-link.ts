import type { Tx } from "@stead/db/client";
import { AppError } from "@stead/kernel/errors";
import type { ServiceContext, Verb } from "../context/index.ts";
import { insertDownloadLink, readLinkableFile, type DownloadLink } from "./rows.ts";

/**
 * A link to a file that the actor owns. It expires after a week, or with the file. NOT_FOUND for the file of somebody
 * else, PRECONDITION when the file has expired.
 */
export async function createDownloadLink({ ctx, input }: Verb<{ fileId: string }>): Promise<DownloadLink> {
  return ctx.db.transaction(async (tx) => {
    const file = await readLinkableFile(tx.sql, ctx, input.fileId);
    if (ctx.actor.kind !== "user" || file.createdBy === null || file.createdBy !== ctx.actor.id)
      throw new AppError("NOT_FOUND", "there is no such file");
    return insertDownloadLink(tx, ctx, { fileId: input.fileId, fileExpiresAt: file.expiresAt });
  });
}

/**
 * A link to any file of the agency, in the caller's transaction: for verbs that have checked that the actor, or whom
 * Stead writes to, may read what the file holds. PRECONDITION when the file has expired.
 */
export async function giveDownloadLink(
  tx: Pick<Tx, "sql">,
  ctx: Pick<ServiceContext, "agencyId" | "actor" | "clock">,
  { fileId }: { fileId: string },
): Promise<DownloadLink> {
  const file = await readLinkableFile(tx.sql, ctx, fileId);
  return insertDownloadLink(tx, ctx, { fileId, fileExpiresAt: file.expiresAt });
}
