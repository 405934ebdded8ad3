import { createHash, randomBytes } from "node:crypto";
import type { Sql, Tx } from "@stead/db/client";
import { AppError } from "@stead/kernel/errors";
import { isId, newId } from "@stead/kernel/ids";
import { actingUserId, readOne, type ServiceContext } from "../context/index.ts";

/** A link to a file. `url` is a path on Stead's own origin; it works without a session until it expires. */
export type DownloadLink = { url: string; expiresAt: string };

/** How long a link works, if its file lives as long. */
const linkLifeMs = 7 * 24 * 3_600_000;

const idBytes = 16;
const secretBytes = 32;

/** A token names the agency whose row-level security guards it, and a secret of 256 bits. */
function newToken(agencyId: string): string {
  const id = Buffer.from(agencyId.replaceAll("-", ""), "hex");
  return Buffer.concat([id, randomBytes(secretBytes)]).toString("base64url");
}

/** The agency of a token; undefined for what is no token. */
export function agencyOfToken(token: string): string | undefined {
  if (!/^[\w-]{64}$/.test(token)) return undefined;
  const hex = Buffer.from(token, "base64url").subarray(0, idBytes).toString("hex");
  const id = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  return isId(id) ? id : undefined;
}

export function hashToken(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}

const fileForLink = {
  name: "file_for_link",
  text: `select created_by as "createdBy", expires_at as "expiresAt", deleted_at as "deletedAt" from files where agency_id = $1 and id = $2`,
};
const insertLink = {
  name: "download_link_insert",
  text: `insert into download_links (agency_id, id, file_id, token_hash, created_by, expires_at) values ($1, $2, $3, $4, $5, $6)`,
};

type LinkedFile = { createdBy: string | null; expiresAt: string | null; deletedAt: string | null };

export async function readLinkableFile(
  sql: Sql,
  ctx: Pick<ServiceContext, "agencyId" | "clock">,
  fileId: string,
): Promise<LinkedFile> {
  const file = await readOne<LinkedFile>(sql, fileForLink, ctx.agencyId, fileId);
  if (file === undefined) throw new AppError("NOT_FOUND", "there is no such file");
  const isGone = file.expiresAt !== null && Date.parse(file.expiresAt) <= ctx.clock.nowMs();
  if (isGone || file.deletedAt !== null)
    throw new AppError("PRECONDITION", "this file has expired; make it again");
  return file;
}

/** Makes a link to a file that the caller has seen to be the actor's to hand out. */
export async function insertDownloadLink(
  tx: Pick<Tx, "sql">,
  ctx: Pick<ServiceContext, "agencyId" | "actor" | "clock">,
  { fileId, fileExpiresAt }: { fileId: string; fileExpiresAt: string | null },
): Promise<DownloadLink> {
  const longestMs = ctx.clock.nowMs() + linkLifeMs;
  const expiresMs =
    fileExpiresAt === null ? longestMs : Math.min(longestMs, new Date(fileExpiresAt).getTime());
  const token = newToken(ctx.agencyId);
  const expiresAt = new Date(expiresMs).toISOString();
  const createdBy = actingUserId(ctx);
  await tx.sql(insertLink, ctx.agencyId, newId(), fileId, hashToken(token), createdBy, expiresAt);
  return { url: `/api/files/${token}`, expiresAt };
}
