import type { SystemDb } from "@stead/db/system";
import { sweepInBatches } from "./sweep-in-batches.ts";

const batch = 1_000;

const sweep = {
  name: "platform_events_sweep",
  batch,
  text: `with gone as (
      delete from platform_events where id in (
        select id from platform_events
        where state in ('applied', 'ignored') and received_at < now() - make_interval(days => $1)
          or received_at < now() - make_interval(days => $2)
        limit ${batch})
      returning id)
    select count(*)::int as count from gone`,
};

/**
 * Deletes what the platform's provider told long ago, with its body: what is done after `keptDays`, far longer than a
 * provider tells the same event again; what failed is kept for people, `failedDays`. Returns how many.
 */
export function sweepPlatformEvents(system: SystemDb, keptDays = 90, failedDays = 400): Promise<number> {
  return sweepInBatches(system, sweep, keptDays, failedDays);
}
