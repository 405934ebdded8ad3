import type { SystemDb } from "@stead/db/system";
import { enqueue } from "./enqueue.ts";

const agenciesWithExpired = {
  name: "files_expired_agencies",
  text: `select distinct agency_id as "agencyId" from files where expires_at <= now() and deleted_at is null limit 1000`,
};

/** Enqueues the sweep of every agency that has files whose time is over. Returns how many agencies there were. */
export async function enqueueFileSweeps(system: SystemDb): Promise<number> {
  const found = await system.sql<{ agencyId: string }>(agenciesWithExpired);
  if (found.length === 0) return 0;
  await system.transaction(async (tx) => {
    for (const { agencyId } of found)
      await enqueue(tx, { agencyId, requestId: null }, "files.sweep", { agencyId });
  });
  return found.length;
}
