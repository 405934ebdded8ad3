import type { FileStore } from "@stead/kernel/files";
import { instantNow, type ServiceContext } from "../context/index.ts";

/** At most so many files a round, so that a round ends. */
const mostFiles = 500;

const expired = {
  name: "files_expired",
  text: `select id, storage_key as "storageKey" from files
    where agency_id = $1 and expires_at <= $2 and deleted_at is null order by expires_at limit ${mostFiles}`,
};
const markDeleted = {
  name: "files_mark_deleted",
  text: `update files set deleted_at = $2 where agency_id = $1 and id = any($3::uuid[]) and deleted_at is null`,
};

/** Deletes the content of files that have expired; their rows stay. Returns how many; safe to run again. */
export async function sweepFiles({
  ctx,
  files,
}: {
  ctx: Pick<ServiceContext, "agencyId" | "db" | "clock" | "signal">;
  files: FileStore;
}): Promise<number> {
  const now = instantNow(ctx);
  const found = await ctx.db.sql<{ id: string; storageKey: string }>(expired, ctx.agencyId, now);
  const gone: string[] = [];
  for (const { id, storageKey } of found) {
    if (ctx.signal?.aborted) break;
    await files.delete(storageKey);
    gone.push(id);
  }
  if (gone.length > 0) await ctx.db.sql(markDeleted, ctx.agencyId, now, gone);
  return gone.length;
}
