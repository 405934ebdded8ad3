import type { Statement } from "@stead/db/client";
import type { SystemDb } from "@stead/db/system";
import type { JobName, Payload } from "./catalogue.ts";
import type { AgencyPayload } from "./define-job.ts";
import { enqueue } from "./enqueue.ts";

/** Jobs that need to know their agency only. */
type AgencyJob = { [Name in JobName]: AgencyPayload extends Payload<Name> ? Name : never }[JobName];

/** Enqueues a job for each agency that a statement finds (`agencyId`). Returns how many agencies there were. */
export async function enqueueForAgencies(
  system: SystemDb,
  name: AgencyJob,
  find: Statement,
): Promise<number> {
  const found = await system.sql<AgencyPayload>(find);
  if (found.length === 0) return 0;
  await system.transaction(async (tx) => {
    for (const { agencyId } of found) await enqueue(tx, { agencyId, requestId: null }, name, { agencyId });
  });
  return found.length;
}
