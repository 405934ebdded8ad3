import type { SystemDb } from "@stead/db/system";
import { enqueueForAgencies } from "./enqueue-for-agencies.ts";

const agenciesWithExpired = {
  name: "files_expired_agencies",
  text: `select distinct agency_id as "agencyId" from files where expires_at <= now() and deleted_at is null limit 1000`,
};

/** Enqueues the sweep of every agency that has files whose time is over. Returns how many agencies there were. */
export function enqueueFileSweeps(system: SystemDb): Promise<number> {
  return enqueueForAgencies(system, "files.sweep", agenciesWithExpired);
}
