import type { Readable } from "node:stream";
import type { TenantDb } from "@stead/db/client";
import type { Clock } from "@stead/kernel/clock";
import { AppError } from "@stead/kernel/errors";
import type { FileStore } from "@stead/kernel/files";
import { readOne, recordAudit } from "../context/index.ts";
import { agencyOfToken, hashToken } from "./rows.ts";

/** What handing out a file needs; nobody is signed in. */
export type DownloadDeps = {
  openAgency: (agencyId: string) => TenantDb;
  files: FileStore;
  clock: Clock;
  requestId: string;
};

export type Download = { name: string; contentType: string; sizeBytes: number; content: Readable };

type Linked = {
  linkId: string;
  fileId: string;
  expiresAt: string;
  deletedAt: string | null;
  name: string;
  contentType: string;
  sizeBytes: number;
  storageKey: string;
};

const byToken = {
  name: "download_by_token",
  text: `select l.id as "linkId", f.id as "fileId", l.expires_at as "expiresAt", f.deleted_at as "deletedAt", f.name,
      f.content_type as "contentType", f.size_bytes as "sizeBytes", f.storage_key as "storageKey"
    from download_links l join files f on f.agency_id = l.agency_id and f.id = l.file_id
    where l.agency_id = $1 and l.token_hash = $2`,
};

/**
 * The content behind a download link, for whoever holds it; told in the audit. NOT_FOUND for a link that is unknown or
 * has expired.
 */
export async function openDownload(deps: DownloadDeps, { token }: { token: string }): Promise<Download> {
  const agencyId = agencyOfToken(token);
  if (agencyId === undefined) throw new AppError("NOT_FOUND", "there is no such link");
  const db = deps.openAgency(agencyId);
  const linked = await readOne<Linked>(db.sql, byToken, agencyId, hashToken(token));
  if (linked === undefined) throw new AppError("NOT_FOUND", "there is no such link");
  if (linked.deletedAt !== null || new Date(linked.expiresAt).getTime() <= deps.clock.nowMs())
    throw new AppError("NOT_FOUND", "this link has expired; ask for a new one");
  const content = await deps.files.open(linked.storageKey);
  try {
    await db.transaction((tx) =>
      recordAudit(
        tx,
        { agencyId, actor: { kind: "system", id: null }, clock: deps.clock, requestId: deps.requestId },
        {
          action: "file.downloaded",
          entityType: "file",
          entityId: linked.fileId,
          after: { linkId: linked.linkId },
        },
      ),
    );
  } catch (error) {
    content.destroy();
    throw error;
  }
  const { name, contentType, sizeBytes } = linked;
  return { name, contentType, sizeBytes, content };
}
