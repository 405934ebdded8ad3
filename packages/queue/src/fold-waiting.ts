import type { SystemDb } from "@stead/db/system";
import { enqueueForAgencies } from "./enqueue-for-agencies.ts";

/** Steps from agency to agency along the index, however many rows each has. */
export const waitingAgencies = {
  name: "figures_waiting",
  text: `with recursive waiting (agency_id) as (
      (select agency_id from stat_deltas order by agency_id limit 1)
      union all
      select (select d.agency_id from stat_deltas d where d.agency_id > w.agency_id order by d.agency_id limit 1)
      from waiting w where w.agency_id is not null
    )
    select agency_id as "agencyId" from waiting where agency_id is not null`,
};

/**
 * Enqueues the fold of every agency whose figures changed. The changes themselves cannot do it: transactions of one
 * agency would wait for each other at the one waiting job. Returns how many agencies there were.
 */
export function enqueueWaitingFolds(system: SystemDb): Promise<number> {
  return enqueueForAgencies(system, "figures.fold", waitingAgencies);
}
