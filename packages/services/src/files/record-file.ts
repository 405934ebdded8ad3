import type { Tx } from "@stead/db/client";
import type { StoredObject } from "@stead/kernel/files";
import { newId } from "@stead/kernel/ids";
import type { ServiceContext } from "../context/index.ts";

export type NewFile = StoredObject & {
  /** What it is shown and downloaded as. */
  name: string;
  contentType: string;
  /** What it is for: `export`, `report`, `document`, `import`, `statement`. */
  purpose: string;
  /** The user who may make links to it; null for a file that its feature hands out by its own rules. */
  ownerUserId: string | null;
  /** ISO instant after which its content is deleted; null keeps it. */
  expiresAt: string | null;
};

const insert = {
  name: "file_insert",
  text: `insert into files (agency_id, id, purpose, name, content_type, size_bytes, sha256, storage_key, created_by, expires_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
};

/** Makes a stored object a file of the agency, in the caller's transaction. Answers its id, and its name made tidy. */
export async function recordFile(
  tx: Pick<Tx, "sql">,
  ctx: Pick<ServiceContext, "agencyId">,
  file: NewFile,
): Promise<{ id: string; name: string }> {
  const id = newId();
  const name = tidyFileName(file.name);
  await tx.sql(
    insert,
    ctx.agencyId,
    id,
    file.purpose,
    name,
    file.contentType,
    file.sizeBytes,
    file.sha256,
    file.key,
    file.ownerUserId,
    file.expiresAt,
  );
  return { id, name };
}

/** A name that no file system and no header misreads. */
function tidyFileName(name: string): string {
  return (
    name
      .replaceAll(/[\p{Cc}/\\:*?"<>|]/gu, " ")
      .replaceAll(/\s+/g, " ")
      .trim()
      .slice(0, 200) || "file"
  );
}
